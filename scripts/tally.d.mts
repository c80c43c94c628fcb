// The types of tally.mjs, which must stay plain JavaScript to run before anything is installed.
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}
export interface Tally extends Counts {
  readonly failures: readonly string[]
}
export const nothing: Tally
export function sum(...tallies: readonly Tally[]): Tally
export function failureLines(tally: Pick<Tally, 'failures'>): string[]
export function verdict(tally: Counts): string
export function exitStatus(tally: Counts, inCi: boolean): 0 | 1
