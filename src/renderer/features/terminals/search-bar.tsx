import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { IconButton } from '../../ui/button'
import { formatCount } from '../../ui/format'
import { TextField } from '../../ui/text-field'
import styles from './terminals.module.css'

/** How much was found, in words. The addon marks at most a thousand and then does not say which one is shown. */
export function foundWords(text: string, found: { count: number; current: number }): string {
  if (text === '') return ''
  if (found.count === 0) return 'not found'
  return found.current === 0 ? `${formatCount(found.count)} or more` : `${found.current} of ${formatCount(found.count)}`
}

/** Finds text in a terminal, from its end upwards. */
export function SearchBar(props: {
  found: { count: number; current: number }
  onFind: (text: string, step: 1 | -1) => void
  onClose: () => void
}): ReactNode {
  const { found, onFind, onClose } = props
  const [text, setText] = useState('')
  const box = useRef<HTMLElement>(null)
  useEffect(() => box.current?.querySelector('input')?.focus(), [])
  const change = (next: string): void => {
    setText(next)
    onFind(next, -1)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') onFind(text, event.shiftKey ? 1 : -1)
    else if (event.key === 'Escape') onClose()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <search className={styles.search} ref={box} onKeyDown={onKeyDown}>
      <TextField
        label='Find in this terminal'
        hideLabel
        className={styles.searchField}
        icon='search'
        placeholder='Find in this terminal'
        value={text}
        onChange={change}
        unit={<span aria-live='polite'>{foundWords(text, found)}</span>}
      />
      <IconButton icon='chevron-up' label='Previous, upwards' keys='enter' onClick={() => onFind(text, -1)} />
      <IconButton icon='chevron-down' label='Next, downwards' keys='shift+enter' onClick={() => onFind(text, 1)} />
      <IconButton icon='close' label='Close the search' keys='escape' onClick={onClose} />
    </search>
  )
}
