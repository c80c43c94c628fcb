/** The text of a log: it follows its end, and words can be found in it. */
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { IconButton } from '../button'
import { TextField } from '../text-field'
import { findInLog, foundInLogWords } from './log-find'
import { type LogText, logString } from './log-text'
import styles from './log-view.module.css'

/** Names of the marks (CSS Custom Highlight API); the style sheet has their colours. */
const marks = { all: 'log-found', one: 'log-shown' } as const

/** What is looked for in the text, and which place is shown. The newest is looked at first. */
function useFound(text: string) {
  const [words, setWords] = useState('')
  const [back, setBack] = useState(0)
  const places = useMemo(() => findInLog(text, words), [text, words])
  const shown = places.length === 0 ? 0 : (((places.length - 1 - back) % places.length) + places.length) % places.length
  const look = (next: string): void => {
    setWords(next)
    setBack(0)
  }
  return { words, look, places, shown, step: (by: 1 | -1) => setBack(before => before - by) }
}

/** Marks the places in the text node and brings the shown one into sight. */
function useMarks(
  box: RefObject<HTMLPreElement | null>,
  inside: RefObject<HTMLSpanElement | null>,
  { words, places, shown }: ReturnType<typeof useFound>
): void {
  useEffect(() => {
    const node = inside.current?.firstChild
    if (!node || !box.current || places.length === 0) return
    const ranges = places.map(from => {
      const range = document.createRange()
      const end = Math.min(from + words.length, node.textContent?.length ?? 0)
      range.setStart(node, Math.min(from, end))
      range.setEnd(node, end)
      return range
    })
    const one = ranges[shown]
    CSS.highlights.set(marks.all, new Highlight(...ranges.filter(range => range !== one)))
    if (one) {
      CSS.highlights.set(marks.one, new Highlight(one))
      const [place, frame] = [one.getBoundingClientRect(), box.current.getBoundingClientRect()]
      box.current.scrollTop += place.top - frame.top - frame.height / 2
    }
    return () => {
      for (const name of Object.values(marks)) CSS.highlights.delete(name)
    }
  }, [box, inside, words, places, shown])
}

/** `follow`: the end stays in sight, unless words were found. */
export function LogView({ log, follow }: { log: LogText; follow: boolean }): ReactNode {
  const box = useRef<HTMLPreElement>(null)
  const inside = useRef<HTMLSpanElement>(null)
  const text = useMemo(() => logString(log), [log])
  const found = useFound(text)
  const searching = found.places.length > 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: new text is what moves the view
  useEffect(() => {
    if (follow && !searching && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [text, follow, searching])
  useMarks(box, inside, found)
  return (
    <>
      <Find found={found} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre className={styles.text} ref={box} tabIndex={0} role='log' aria-label='Log'>
        {log.cut && <span className='faint'>Earlier lines are left out; the whole is in the file.{'\n'}</span>}
        <span ref={inside}>{text}</span>
      </pre>
    </>
  )
}

function Find({ found }: { found: ReturnType<typeof useFound> }): ReactNode {
  const { words, look, places, shown, step } = found
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') step(event.shiftKey ? 1 : -1)
    else if (event.key === 'Escape' && words !== '') look('')
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const none = places.length === 0 ? 'Nothing is found' : undefined
  return (
    <search className={styles.find} onKeyDown={onKeyDown}>
      <TextField
        label='Find in the log'
        hideLabel
        className={styles.field}
        icon='search'
        placeholder='Find in the log'
        value={words}
        onChange={look}
        unit={<span aria-live='polite'>{foundInLogWords(words, places.length, shown)}</span>}
      />
      <IconButton icon='chevron-up' label='Previous, upwards' disabledReason={none} onClick={() => step(-1)} />
      <IconButton icon='chevron-down' label='Next, downwards' disabledReason={none} onClick={() => step(1)} />
    </search>
  )
}
