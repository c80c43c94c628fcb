/** Amounts of data of the planner: decimal, as cameras, links and clouds count them; `TiB` where binary is meant. */
import { Failure } from '@domain/failure'
import type { Arguments } from './arguments'

const powers: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4, p: 5 }

/** The prefix is the same in small letters; the byte is not: `Gb` is bits, as networks count them. */
const amount = /^(\d+(?:\.\d+)?) ?([kmgtpKMGTP]?)(i?)(B?)$/
const bits = /^\d+(\.\d+)? ?[kmgtp]?i?(b|bit|bits|bps)$/i

/**
 * Bytes of `2TB`, `500G`, `1.5TiB`; bytes a second where the example is a rate (`5MB/s`). `usage` where it is none,
 * counts bits, or is not given.
 */
export function amountOption(args: Arguments, option: string, example: string): number {
  const text = args.text(option)
  const hint = `Write --${option} ${example}: decimal units, or ${example.replace(/B.*/, 'iB')} for powers of 1024.`
  if (text === undefined) throw new Failure('usage', `The option --${option} is missing.`, { hint })
  const size = example.endsWith('/s') ? text.replace(/\/s$/, '') : text
  const [, number, unit = '', binary] = amount.exec(size) ?? []
  const bytes = Number(number) * (binary ? 1024 : 1000) ** (powers[unit.toLowerCase()] ?? 0)
  if (number !== undefined && bytes > 0 && bytes <= 1e18) return bytes
  throw new Failure('usage', `--${option} cannot be "${text.toWellFormed()}".`, {
    hint: isBits(size) ? `Gb is bits: divide by 8. ${hint}` : hint
  })
}

/** `10Gb`, `10Gbit`, `10Gbps`: not `10XB`, and not a `B` that is a byte. */
const isBits = (text: string): boolean => bits.test(text) && !text.endsWith('B')
