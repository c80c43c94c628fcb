import { NumberField } from './text-field'

const mebibyte = 1024 * 1024
/** Bytes per second; the least that the engine takes (contract/transfers). */
const least = 1024

/**
 * A limit of speed, typed in MiB/s and given in whole bytes per second; empty is no limit (null).
 * What is no usable limit is not reported and is marked as wrong.
 */
export function RateField(props: {
  label: string
  hideLabel?: boolean
  hint?: string
  value: number | null
  onChange: (bytesPerSecond: number | null) => void
  autoFocus?: boolean
}) {
  const { label, hideLabel, hint = 'Empty: as fast as it goes', value, onChange, autoFocus } = props
  const change = (typed: number | undefined): void => {
    const rate = typed === undefined ? null : Math.round(typed * mebibyte)
    if (rate === null || rate >= least) onChange(rate)
  }
  return (
    <NumberField
      label={label}
      hideLabel={hideLabel}
      hint={hint}
      unit='MiB/s'
      placeholder='no limit'
      value={value === null ? undefined : Math.round((value / mebibyte) * 1000) / 1000}
      onChange={change}
      {...(autoFocus && { autoFocus })}
    />
  )
}
