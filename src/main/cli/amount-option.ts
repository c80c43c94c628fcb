/** Amounts of data of the planner: decimal, as cameras, links and clouds count them; `TiB` where binary is meant. */
import { Failure } from '@domain/failure'
import type { Arguments } from './arguments'

const powers: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4, p: 5 }

/** Bytes of `2TB`, `500G`, `1.5TiB`; with `/s` behind it too. `usage` where it is none, or not given. */
export function amountOption(args: Arguments, option: string, example: string): number {
  const text = args.text(option)
  const [, number, unit = '', binary] = /^(\d+(?:\.\d+)?) ?([kmgtp]?)(i?)b?(?:\/s)?$/i.exec(text ?? '') ?? []
  const bytes = Number(number) * (binary ? 1024 : 1000) ** (powers[unit.toLowerCase()] ?? 0)
  if (number !== undefined && bytes > 0 && bytes <= 1e18) return bytes
  const hint = `Write --${option} ${example}: decimal units, or ${example.replace(/B.*/, 'iB')} for powers of 1024.`
  if (text === undefined) throw new Failure('usage', `The option --${option} is missing.`, { hint })
  throw new Failure('usage', `--${option} cannot be "${text.toWellFormed()}".`, { hint })
}
