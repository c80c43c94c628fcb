/** The watched folders, how each stands at each of its destinations, and what is pre-processed of them. */
import type { SiteView } from '@contract/sites'
import type { Watch } from '@contract/watch'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import { client } from '../../client/engine-link'
import { type Act, useAct } from '../../client/use-act'
import { useProcessing } from '../../client/use-processing'
import { useWatches } from '../../client/use-watches'
import { Button } from '../../ui/button'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { EmptyState } from '../../ui/empty-state'
import { countOf, formatCount } from '../../ui/format'
import type { MenuEntry } from '../../ui/menu'
import { SectionHead } from '../../ui/page-bar'
import { Segments } from '../../ui/segments'
import { TextField } from '../../ui/text-field'
import { CollectionList, NothingFits } from './collection-list'
import { ProcessDialog } from './process-dialog'
import { ProcessList } from './process-list'
import { type WatchActs, watchColumns } from './watch-columns'
import { WatchDialog } from './watch-dialog'
import { holds, type WatchRow, watchRows } from './watch-words'
import styles from './watches.module.css'

const idOf = (row: WatchRow): string => row.id

type Asked = { readonly act: 'add' } | { readonly act: 'process' } | { readonly act: 'remove'; readonly watch: Watch }

type View = 'folders' | 'rules'

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
  const processing = useProcessing(visible)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [chosen, setChosen] = useState<View>('folders')
  const [filter, setFilter] = useState('')
  const act = useAct()
  const all = watches ?? []
  const rules = processing.rules ?? []
  // With the last rule its list goes, too.
  const view = rules.length > 0 ? chosen : 'folders'
  return (
    <section className={styles.list} aria-label='Watched folders'>
      <Head
        {...{ view, filter, headEnd }}
        folders={all.length}
        rules={rules.length}
        onView={setChosen}
        onFilter={setFilter}
        onAsk={setAsked}
      />
      {view === 'rules' ? (
        <ProcessList {...{ rules, filter, onOpenJob }} stale={processing.failure} onShowAll={() => setFilter('')} />
      ) : (
        <Folders {...{ sites, act, filter, stale }} watches={all} onShowAll={() => setFilter('')} onAsk={setAsked} />
      )}
      {asked?.act === 'add' && (
        <WatchDialog {...{ sites, site }} taken={all.map(({ name }) => name)} onClose={() => setAsked(null)} />
      )}
      {asked?.act === 'process' && (
        <ProcessDialog
          sites={sites}
          watches={all}
          taken={rules.map(({ name }) => name)}
          onAdded={() => setChosen('rules')}
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

interface HeadProps {
  view: View
  filter: string
  folders: number
  rules: number
  headEnd: ReactNode
  onView: (view: View) => void
  onFilter: (filter: string) => void
  onAsk: (asked: Asked) => void
}

function Head({ view, filter, folders, rules, headEnd, onView, onFilter, onAsk }: HeadProps) {
  return (
    <SectionHead
      title={view === 'rules' ? 'Pre-processing' : 'Watched folders'}
      fact={view === 'rules' ? countOf(rules, 'rule') : folders > 0 ? countOf(folders, 'folder') : undefined}
      end={
        <>
          {folders > 0 && (
            <TextField
              className={styles.filter}
              label='Filter'
              hideLabel
              icon='filter'
              placeholder='Filter'
              value={filter}
              onChange={onFilter}
            />
          )}
          {rules > 0 && (
            <Segments
              label='What is listed'
              value={view}
              onChange={onView}
              options={[
                { value: 'folders', label: `Folders ${formatCount(folders)}` },
                { value: 'rules', label: `Pre-processing ${formatCount(rules)}` }
              ]}
            />
          )}
          {folders > 0 && (
            <>
              <Button size='small' icon='plus' onClick={() => onAsk({ act: 'add' })}>
                Watch a folder…
              </Button>
              <Button size='small' icon='plus' onClick={() => onAsk({ act: 'process' })}>
                Pre-process…
              </Button>
            </>
          )}
          {headEnd}
        </>
      }
    />
  )
}

function Folders(props: {
  sites: readonly SiteView[]
  watches: readonly Watch[]
  act: Act
  filter: string
  stale: Parameters<typeof CollectionList>[0]['stale']
  onShowAll: () => void
  onAsk: (asked: Asked) => void
}) {
  const { sites, watches, act, filter, stale, onShowAll, onAsk } = props
  const acts = useActs(act, onAsk)
  const columns = useMemo(() => watchColumns(sites, acts), [sites, acts])
  const rows = useMemo(() => watchRows(watches), [watches])
  const shown = useMemo(
    () => rows.filter(({ watch, to }) => holds(filter, [watch.name, watch.source.path, to?.place.path ?? ''])),
    [rows, filter]
  )
  return (
    <CollectionList
      label='Watched folders'
      {...{ columns, stale }}
      failure={act.failure}
      staleWords='The list of watched folders may be out of date.'
      rows={shown}
      rowKey={idOf}
      nameOf={({ watch }) => watch.name}
      menu={row => menuOf(acts, row)}
      empty={
        rows.length > 0 ? (
          <NothingFits what='folder' onShowAll={onShowAll} />
        ) : (
          <EmptyState
            act={
              <Button size='small' icon='plus' onClick={() => onAsk({ act: 'add' })}>
                Watch a folder…
              </Button>
            }
          >
            Folders stand here whose files are copied as they are finished: the movies of a microscope, say.
          </EmptyState>
        )
      }
    />
  )
}

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

function menuOf(acts: WatchActs, { watch }: WatchRow): readonly MenuEntry[] {
  const canPause = watch.state !== 'paused' && watch.state !== 'ended'
  return [
    canPause
      ? { kind: 'act', label: 'Pause', icon: 'pause', onSelect: () => acts.pause(watch) }
      : { kind: 'act', label: 'Resume', icon: 'play', onSelect: () => acts.resume(watch) },
    { kind: 'act', label: 'Try what failed again', icon: 'refresh', onSelect: () => acts.resume(watch) },
    { kind: 'act', label: 'Remove…', icon: 'trash', onSelect: () => acts.remove(watch) }
  ]
}
