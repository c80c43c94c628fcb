import type { ReactNode } from 'react'
import { Select } from '../../ui/select'
import { TextField } from '../../ui/text-field'
import styles from './list-filter.module.css'

/** What narrows a list of the calendar: one of a few kinds, and words. */
export interface ListChoice<Show extends string> {
  readonly text: string
  readonly show: Show
}

/** The two fields of a `ListChoice`, at the left of a page's bar. `label`: what the kinds are; `finds`: what words find. */
export function ListFilter<Show extends string>(props: {
  label: string
  finds: string
  options: readonly { readonly value: Show; readonly label: string }[]
  choice: ListChoice<Show>
  onChange: (choice: ListChoice<Show>) => void
}): ReactNode {
  const { label, finds, options, choice, onChange } = props
  return (
    <>
      <Select
        label={label}
        hideLabel
        className={styles.choice}
        value={choice.show}
        options={options}
        onChange={show => onChange({ ...choice, show })}
      />
      <TextField
        label='Filter'
        hideLabel
        icon='search'
        placeholder={finds}
        className={styles.text}
        value={choice.text}
        onChange={text => onChange({ ...choice, text })}
      />
    </>
  )
}
