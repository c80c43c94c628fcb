import { type ReactNode, useState } from 'react'
import { type NumberRule, numberFault, numberIn } from '../../ui/number-rule'
import { TextField } from '../../ui/text-field'

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
