import { type ReactNode, useState } from 'react'
import { parseNumber, TextField } from '../../ui/text-field'

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

/** A number with its unit. What is not usable is marked and not reported: the figures stay those of the last usable one. */
export function PlanNumber(props: {
  readonly label: string
  readonly unit?: string
  readonly rule: NumberRule
  readonly value: number | undefined
  readonly onChange: (value: number | undefined) => void
  /** What an empty field stands for. */
  readonly placeholder?: string | undefined
  readonly hint?: ReactNode
  readonly className?: string | undefined
}): ReactNode {
  const { label, unit, rule, value, onChange, placeholder, hint, className } = props
  const [typed, setTyped] = useState<{ readonly text: string; readonly of: number | undefined } | null>(null)
  // Another value from elsewhere, such as a plan that was opened, takes the place of what was typed.
  const text = typed !== null && typed.of === value ? typed.text : (value?.toString() ?? '')
  const change = (next: string): void => {
    if (numberFault(next, rule) !== undefined) {
      setTyped({ text: next, of: value })
      return
    }
    const given = numberIn(next, rule.whole === true)
    setTyped({ text: next, of: given })
    if (given !== value) onChange(given)
  }
  return (
    <TextField
      inputMode='decimal'
      {...{ label, hint, className, unit, placeholder }}
      error={numberFault(text, rule)}
      value={text}
      onChange={change}
    />
  )
}
