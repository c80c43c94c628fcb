import { parentPath } from '@domain/files/path'
import { useStore } from 'zustand'
import { Button } from '../../../ui/button'
import { EmptyState } from '../../../ui/empty-state'
import { countOf } from '../../../ui/format'
import { Note } from '../../../ui/note'
import styles from './file-pane.module.css'
import type { Pane } from './pane'
import type { PaneActs } from './pane-acts'
import { paneTrouble } from './pane-trouble'

/** Why there is no listing, or only an older one, with what helps. */
export function Trouble({ pane, stale = false }: { pane: Pane; stale?: boolean }) {
  const failure = useStore(pane.store, state => state.failure)
  const isSite = useStore(pane.store, state => state.where?.kind === 'site')
  const isRoot = useStore(pane.store, state => parentPath(state.path) === state.path)
  if (!failure) return null
  const { what, why, connect, offer, instead } = paneTrouble(failure)
  const again = () => pane.refresh()
  return (
    <Note
      tone={stale ? 'warning' : 'error'}
      what={what}
      acts={
        <>
          {connect && isSite && (
            <Button size='small' kind='primary' onClick={pane.connect}>
              Connect
            </Button>
          )}
          <Button size='small' icon='refresh' onClick={again}>
            Try again
          </Button>
          {!isRoot && instead === 'nearest' && (
            <Button size='small' icon='arrow-up' onClick={pane.upToThere}>
              Nearest folder above
            </Button>
          )}
          {!stale && !isRoot && instead === 'above' && (
            <Button size='small' icon='arrow-up' keys='backspace' onClick={pane.up}>
              Folder above
            </Button>
          )}
        </>
      }
    >
      {why}
      {isSite && offer !== undefined && ` ${offer}`}
      {stale && ' The list below is the one read before.'}
    </Note>
  )
}

/** What stands in the place of the first row. */
export function Nothing({ acts }: { acts: PaneActs }) {
  const { pane } = acts
  const { status, entries, where } = useStore(pane.store)
  if (status === 'failed')
    return (
      <div className={styles.bad}>
        <Trouble pane={pane} />
      </div>
    )
  if (status === 'loading' || status === 'idle')
    return (
      <EmptyState
        act={
          <Button size='small' onClick={pane.stop}>
            Stop
          </Button>
        }
      >
        {where?.kind === 'local'
          ? 'Reading this folder.'
          : `Asking ${where?.kind === 's3' ? 'S3' : 'the site'} for this folder.`}
      </EmptyState>
    )
  if (entries.length > 0) return <AllHidden acts={acts} />
  return (
    <EmptyState
      act={
        <Button size='small' icon='folder-new' keys='F7' onClick={acts.askNewFolder}>
          New folder…
        </Button>
      }
    >
      {status === 'stopped' ? 'Reading was stopped before anything came.' : 'This folder is empty.'}
    </EmptyState>
  )
}

/** Entries there are, but none that may be shown. */
function AllHidden({ acts }: { acts: PaneActs }) {
  const { pane } = acts
  const { filter, entries, hidden } = useStore(pane.store)
  if (filter.trim() === '')
    return (
      <EmptyState
        act={
          <Button size='small' onClick={() => acts.setHidden(true)}>
            Show hidden files
          </Button>
        }
      >
        {`All that is here begins with a dot and is hidden: ${countOf(entries.length, 'item')}.`}
      </EmptyState>
    )
  return (
    <EmptyState
      act={
        <Button size='small' onClick={() => pane.set({ filter: '', filtering: false })}>
          Clear the filter
        </Button>
      }
    >
      {`No name fits the filter${hidden ? '' : '; names that begin with a dot are hidden'}.`}
    </EmptyState>
  )
}
