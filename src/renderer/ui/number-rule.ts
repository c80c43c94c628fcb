/** Which numbers a field takes, and what is said of what it does not. */
import { parseNumber } from './text-field'

/** What a field takes, in the unit that is shown. */
export interface NumberRule {
  readonly least: number
  readonly most: number
  readonly whole?: boolean
  /** `least` itself is too little. */
  readonly above?: boolean
  /** Empty is allowed, and means what its placeholder says. */
  readonly optional?: boolean
}

const grouped = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 6 })

/** A count in groups of three, as this window writes it, or with spaces, points or apostrophes. */
const groups = /^\d{1,3}([ ,.'\u00a0\u202f]\d{3})+$/

/** The number in a text: `412,000` is a whole number, where only those are asked for, and `1,5` is one and a half. */
export function numberIn(text: string, whole: boolean): number | undefined {
  const trimmed = text.trim()
  return parseNumber(whole && groups.test(trimmed) ? trimmed.replace(/\D/g, '') : trimmed)
}

/** What is wrong with what was typed, and what would be right; undefined where nothing is. */
export function numberFault(text: string, rule: NumberRule): string | undefined {
  const { least, most, whole = false, above = false, optional = false } = rule
  if (text.trim() === '' && optional) return undefined
  const value = numberIn(text, whole)
  const from = above ? `above ${grouped(least)}` : `from ${grouped(least)}`
  const right = `A ${whole ? 'whole ' : ''}number ${from} to ${grouped(most)}${optional ? ', or empty' : ''}`
  if (value === undefined || value > most || (whole && !Number.isInteger(value))) return right
  return (above ? value <= least : value < least) ? right : undefined
}
