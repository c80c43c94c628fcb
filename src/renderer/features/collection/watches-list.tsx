/** The watched folders: how each stands at each of its destinations. */
import type { SiteView } from '@contract/sites'
import type { Watch } from '@contract/watch'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import { client } from '../../client/engine-link'
import { type Act, useAct } from '../../client/use-act'
import { useWatches } from '../../client/use-watches'
import { Button } from '../../ui/button'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { DataTable } from '../../ui/data-table/data-table'
import { EmptyState } from '../../ui/empty-state'
import { countOf } from '../../ui/format'
import type { MenuEntry } from '../../ui/menu'
import { Note } from '../../ui/note'
import { SectionHead } from '../../ui/page-bar'
import { visibleName } from '../../ui/visible-name'
import { ProcessList } from './process-list'
import { type WatchActs, watchColumns } from './watch-columns'
import { WatchDialog } from './watch-dialog'
import { type WatchRow, watchRows } from './watch-words'
import styles from './watches.module.css'

const idOf = (row: WatchRow): string => row.id

type Asked = { readonly act: 'add' } | { readonly act: 'remove'; readonly watch: Watch }

export function WatchesList(props: {
  sites: readonly SiteView[]
  site: string | null
  /** Whether it is seen; else nothing is followed. */
  visible: boolean
  /** Stands at the right of the head: the way back to what this list stands in the place of. */
  headEnd?: ReactNode
  onOpenJob: (job: { site: string; id: string; at: number }) => void
}) {
  const { sites, site, visible, headEnd, onOpenJob } = props
  const { watches, failure: stale } = useWatches(visible)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [processing, setProcessing] = useState(false)
  const act = useAct()
  const { failure } = act
  const acts = useActs(act, setAsked)
  const columns = useMemo(() => watchColumns(sites, acts), [sites, acts])
  const rows = useMemo(() => watchRows(watches ?? []), [watches])
  const add = (
    <Button size='small' icon='plus' onClick={() => setAsked({ act: 'add' })}>
      Watch a folder…
    </Button>
  )
  return (
    <section className={styles.list} aria-label='Watched folders'>
      <SectionHead
        title='Watched folders'
        fact={watches && watches.length > 0 ? countOf(watches.length, 'folder') : undefined}
        end={
          <>
            {rows.length > 0 && (
              <>
                {add}
                <Button size='small' icon='plus' onClick={() => setProcessing(true)}>
                  Pre-process…
                </Button>
              </>
            )}
            {headEnd}
          </>
        }
      />
      {(failure ?? stale) && (
        <Note tone={failure ? 'error' : 'warning'} what={failure ? visibleName(failure.message) : staleWords}>
          {visibleName((failure ?? stale)?.hint ?? '')}
        </Note>
      )}
      <DataTable
        label='Watched folders'
        density='tight'
        select='one'
        rows={rows}
        rowKey={idOf}
        columns={columns}
        menu={chosen => menuOf(acts, chosen)}
        empty={
          <EmptyState act={add}>
            Folders stand here whose files are copied as they are finished: the movies of a microscope, say.
          </EmptyState>
        }
      />
      <ProcessList
        {...{ sites, visible, onOpenJob }}
        watches={watches ?? []}
        adding={processing}
        onAdded={() => setProcessing(false)}
      />
      {asked?.act === 'add' && (
        <WatchDialog
          {...{ sites, site }}
          taken={(watches ?? []).map(({ name }) => name)}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.act === 'remove' && (
        <ConfirmDialog
          open
          onClose={() => setAsked(null)}
          title={`Watch ${asked.watch.name} no more?`}
          confirmLabel='Remove the watch'
          cancelLabel='Keep it'
          onConfirm={() => void act.run(() => client.collection.remove({ name: asked.watch.name }))}
        >
          Copies stay where they are. What is on its way now is stopped, and nothing that comes later is copied.
        </ConfirmDialog>
      )}
    </section>
  )
}

const staleWords = 'The list of watched folders may be out of date.'

/** The same from one render to the next, as the columns want it. */
function useActs({ run }: Act, ask: (asked: Asked) => void): WatchActs {
  const latest = useRef({ run, ask })
  latest.current = { run, ask }
  return useMemo(() => {
    const act = (work: () => Promise<unknown>): void => void latest.current.run(work)
    return {
      pause: ({ name }) => act(() => client.collection.pause({ name })),
      resume: ({ name }) => act(() => client.collection.resume({ name })),
      remove: watch => latest.current.ask({ act: 'remove', watch })
    }
  }, [])
}

function menuOf(acts: WatchActs, [row]: readonly WatchRow[]): readonly MenuEntry[] {
  if (!row) return []
  const { watch } = row
  const canPause = watch.state !== 'paused' && watch.state !== 'ended'
  return [
    canPause
      ? { kind: 'act', label: 'Pause', icon: 'pause', onSelect: () => acts.pause(watch) }
      : { kind: 'act', label: 'Resume', icon: 'play', onSelect: () => acts.resume(watch) },
    { kind: 'act', label: 'Try what failed again', icon: 'refresh', onSelect: () => acts.resume(watch) },
    { kind: 'act', label: 'Remove…', icon: 'trash', onSelect: () => acts.remove(watch) }
  ]
}
