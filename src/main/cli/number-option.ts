import { Failure } from '@domain/failure'
import type { Arguments } from './arguments'

/** A number of an option, decimals allowed; undefined where it is not given. `usage` outside its limits. */
export function numberOption(args: Arguments, option: string, least: number, most: number): number | undefined {
  const text = args.text(option)
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d+(\.\d+)?$|^\.\d+$/.test(text) && value >= least && value <= most) return value
  throw new Failure('usage', `--${option} cannot be "${text.toWellFormed()}".`, {
    hint: `--${option} is a number from ${least} to ${most}.`
  })
}
