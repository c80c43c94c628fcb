import { useState } from 'react'
import { NumberField } from './text-field'

const mebibyte = 1024 * 1024
/** Bytes per second; the least that the engine takes (contract/transfers). */
const least = 1024

/** Bytes per second of what was typed in MiB/s, null for no limit; undefined for what is no usable limit. */
export function typedRate(typed: number | undefined): number | null | undefined {
  if (typed === undefined) return null
  const rate = Math.round(typed * mebibyte)
  return rate >= least ? rate : undefined
}

/**
 * A limit of speed, typed in MiB/s and given in whole bytes per second; empty is no limit (null). What is no usable
 * limit is marked and not reported.
 */
export function RateField(props: {
  label: string
  hint?: string
  value: number | null
  onChange: (bytesPerSecond: number | null) => void
  /** Reported when the field is left or Enter is pressed: on the way to 50 there must be no moment of 5. */
  late?: boolean
  autoFocus?: boolean
}) {
  const { label, hint = 'Empty: as fast as it goes', value, onChange, late = false, autoFocus } = props
  const shown = value === null ? undefined : Math.round((value / mebibyte) * 1000) / 1000
  const [draft, setDraft] = useState<{ readonly typed: number | undefined } | null>(null)
  const typed = draft ? draft.typed : shown
  const report = (given: number | undefined): void => {
    const rate = typedRate(given)
    if (rate !== undefined && rate !== value) onChange(rate)
  }
  const finish = (): void => {
    if (!draft) return
    if (late) report(draft.typed)
    if (typedRate(draft.typed) !== undefined) setDraft(null)
  }
  return (
    <NumberField
      label={label}
      hint={hint}
      error={typedRate(typed) === undefined ? 'At least 0.001 MiB/s, or empty for no limit' : undefined}
      unit='MiB/s'
      placeholder='no limit'
      value={typed}
      onChange={given => {
        setDraft({ typed: given })
        if (!late) report(given)
      }}
      onBlur={finish}
      onKeyDown={event => event.key === 'Enter' && finish()}
      {...(autoFocus && { autoFocus })}
    />
  )
}
