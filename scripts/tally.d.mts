// The types of tally.mjs, which must stay plain JavaScript to run before anything is installed.
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}
export const nothing: Tally
export function sum(...tallies: readonly Tally[]): Tally
export function verdict(tally: Tally): string
export function exitStatus(tally: Tally, inCi: boolean): 0 | 1
