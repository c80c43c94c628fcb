/** Typed reading of a parsed command line. */
import { Failure } from '@domain/failure'
import type { CommandLine } from './parse-command-line'

export interface Arguments {
  /** The argument at `index`; the parser has made sure that it is there. */
  positional(index: number): string
  readonly positionals: readonly string[]
  readonly rest: readonly string[]
  has(option: string): boolean
  /** An option's value. */
  text(option: string): string | undefined
  all(option: string): readonly string[]
  /** A comma-separated list, also given several times. */
  list(option: string): string[]
  whole(option: string, least: number, most: number): number | undefined
}

export function createArguments(line: CommandLine): Arguments {
  const all = (option: string): readonly string[] => line.values.get(option) ?? []
  return {
    positional: index => line.positionals[index] ?? '',
    positionals: line.positionals,
    rest: line.rest ?? [],
    has: option => line.values.has(option),
    text: option => all(option)[0],
    all,
    list: option =>
      all(option).flatMap(value =>
        value
          .split(',')
          .map(part => part.trim())
          .filter(part => part !== '')
      ),
    whole: (option, least, most) => {
      const text = all(option)[0]
      if (text === undefined) return undefined
      const value = Number(text)
      if (/^\d+$/.test(text) && value >= least && value <= most) return value
      throw new Failure('usage', `--${option} cannot be "${text}".`, {
        hint: `--${option} is a whole number from ${least} to ${most}.`
      })
    }
  }
}
