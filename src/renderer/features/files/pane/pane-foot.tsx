import type { Entry } from '@contract/files'
import { useMemo } from 'react'
import { useStore } from 'zustand'
import { Button, IconButton } from '../../../ui/button'
import { countOf, formatCount } from '../../../ui/format'
import { copyCaution, copyIcon, copyWord } from '../copy-direction'
import styles from './file-pane.module.css'
import type { Pane } from './pane'
import type { PaneActs } from './pane-acts'
import { selectionSummary, spaceWords } from './selection-summary'

/** How much there is, what is chosen; while reading, how much came and a way to stop. */
export function Foot({ pane, rows }: { pane: Pane; rows: readonly Entry[] }) {
  const { status, counted, entries, selection } = useStore(pane.store)
  const summary = useMemo(
    () => selectionSummary({ shown: rows, all: entries.length, selected: selection.keys }),
    [rows, entries, selection]
  )
  if (status === 'loading')
    return (
      <span className={styles.reading}>
        <span>{`Reading, ${formatCount(counted)} so far`}</span>
        <Button size='small' kind='quiet' onClick={pane.stop}>
          Stop
        </Button>
      </span>
    )
  if (status === 'stopped')
    return (
      <span className={styles.reading}>
        <span>{`Stopped after ${countOf(entries.length, 'item')}; there may be more`}</span>
        <Button size='small' kind='quiet' onClick={() => pane.refresh()}>
          Read all
        </Button>
      </span>
    )
  // How many there are is not known then: 0 would be a lie.
  if (status === 'failed' && entries.length === 0) return <span>Not read</span>
  return <span aria-live='polite'>{summary}</span>
}

/** The main act on what is selected, and the room that is left. */
export function FootEnd({ acts, chosen }: { acts: PaneActs; chosen: () => readonly Entry[] }) {
  const freeBytes = useStore(acts.pane.store, state => state.freeBytes)
  // A bucket has no end.
  const spacious = useStore(acts.pane.store, state => state.where?.kind === 's3')
  const failed = useStore(acts.pane.store, state => state.status === 'failed')
  const some = useStore(acts.pane.store, state => state.selection.keys.size > 0)
  const one = useStore(acts.pane.store, state => state.selection.keys.size === 1)
  const direction = acts.copying()
  return (
    <>
      {one && (
        <IconButton
          size='small'
          icon='eye'
          label='Quick look'
          keys='F3'
          onClick={() => chosen().map(entry => acts.look(entry))}
        />
      )}
      {some && (
        <Button
          size='small'
          kind='quiet'
          icon={copyIcon(direction)}
          keys='F5'
          title={copyCaution(direction)}
          disabledReason={direction.kind === 'none' ? direction.reason : undefined}
          onClick={() => acts.copy(chosen())}
        >
          {copyWord(direction)}
        </Button>
      )}
      {!spacious && !failed && <span className={styles.space}>{spaceWords(freeBytes)}</span>}
    </>
  )
}
