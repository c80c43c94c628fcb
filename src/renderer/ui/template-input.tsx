import type { TemplateField } from '@contract/job-templates'
import type { ReactNode } from 'react'
import { Checkbox } from './checkbox'
import styles from './field.module.css'
import { Select } from './select'
import { TextField } from './text-field'

/** One question of a template. */
export function TemplateInput(props: {
  field: TemplateField
  value: string
  error: string | undefined
  onChange: (value: string) => void
}): ReactNode {
  const { field, value, error, onChange } = props
  const { label, kind, choices, help } = field
  if (kind === 'flag')
    return (
      <div className={styles.tick}>
        <Checkbox
          label={label}
          hint={help === '' ? undefined : help}
          checked={value === 'yes'}
          onChange={checked => onChange(checked ? 'yes' : 'no')}
        />
      </div>
    )
  if (kind === 'choice')
    return <Select label={label} hint={help} error={error} value={value} onChange={onChange} options={choices} />
  return (
    <TextField
      label={label}
      hint={help}
      error={error}
      mono={kind === 'path' || kind === 'text'}
      inputMode={kind === 'int' || kind === 'number' ? 'decimal' : 'text'}
      value={value}
      onChange={onChange}
    />
  )
}
