import { type ReactNode, useState } from 'react'
import { TextField } from '../../../ui/text-field'
import { minutesWords } from '../time-words'

/** Minutes of `8 h`, `90`, `1 h 30 min`, `2 d`; undefined for an empty field, null for what is no length. */
export function parseSpan(text: string): number | undefined | null {
  const trimmed = text.trim().toLowerCase()
  if (trimmed === '') return undefined
  if (/^\d+$/.test(trimmed)) return Number(trimmed)
  const parts = /^(?:(\d+)\s*d)?\s*(?:(\d+(?:[.,]\d+)?)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?$/.exec(trimmed)
  if (!parts) return null
  const [, days, hours, minutes] = parts
  return Number(days ?? 0) * 1440 + Math.round(Number((hours ?? '0').replace(',', '.')) * 60) + Number(minutes ?? 0)
}

/** A length of time, kept in minutes. Empty: there is no such rule. */
export function SpanField(props: {
  label: string
  minutes: number | undefined
  onChange: (minutes: number | undefined) => void
  hint?: string
  error?: string | undefined
  disabled?: boolean
}): ReactNode {
  const { minutes, onChange, error, ...rest } = props
  const [typed, setTyped] = useState<string | null>(null)
  const parsed = typed === null ? minutes : parseSpan(typed)
  const wrong = parsed === null ? 'A length such as 8 h, 90 min or 2 d.' : error
  const change = (text: string): void => {
    setTyped(text)
    const next = parseSpan(text)
    if (next !== null) onChange(next)
  }
  const shown = minutes === undefined ? '' : minutesWords(minutes)
  return <TextField placeholder='no rule' {...rest} error={wrong} value={typed ?? shown} onChange={change} />
}
