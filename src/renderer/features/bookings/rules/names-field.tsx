import { type ReactNode, useState } from 'react'
import { TextField } from '../../../ui/text-field'
import { namesOf, namesText } from './rules-draft'

/** Several names in one line, with commas between. What is typed stays as it is typed. */
export function NamesField(props: {
  label: string
  names: readonly string[] | undefined
  onChange: (names: string[]) => void
  hint?: string
  error?: string | undefined
  disabled?: boolean
}): ReactNode {
  const { names, onChange, ...rest } = props
  const [typed, setTyped] = useState<string | null>(null)
  const shown = typed !== null && namesText(namesOf(typed)) === namesText(names) ? typed : namesText(names)
  const change = (text: string): void => {
    setTyped(text)
    onChange(namesOf(text))
  }
  return <TextField {...rest} value={shown} onChange={change} />
}
