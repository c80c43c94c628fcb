/** The rules of pre-processing: what of the watched files waits, runs, is done and failed. */
import type { ProcessingRule } from '@contract/processing'
import type { SiteView } from '@contract/sites'
import type { Watch } from '@contract/watch'
import { useMemo, useRef, useState } from 'react'
import { client } from '../../client/engine-link'
import { type Act, useAct } from '../../client/use-act'
import { useProcessing } from '../../client/use-processing'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { DataTable } from '../../ui/data-table/data-table'
import { EmptyState } from '../../ui/empty-state'
import { countOf } from '../../ui/format'
import type { MenuEntry } from '../../ui/menu'
import { Note } from '../../ui/note'
import { SectionHead } from '../../ui/page-bar'
import { visibleName } from '../../ui/visible-name'
import { type ProcessActs, processColumns } from './process-columns'
import { ProcessDialog } from './process-dialog'
import styles from './watches.module.css'

const idOf = ({ id }: ProcessingRule): string => id

export function ProcessList(props: {
  sites: readonly SiteView[]
  watches: readonly Watch[]
  visible: boolean
  /** The form of a new rule is open. */
  adding: boolean
  onAdded: () => void
  onOpenJob: (job: { site: string; id: string; at: number }) => void
}) {
  const { sites, watches, visible, adding, onAdded, onOpenJob } = props
  const { rules, failure: stale } = useProcessing(visible)
  const [removing, setRemoving] = useState<ProcessingRule | null>(null)
  const act = useAct()
  const acts = useActs(act, setRemoving, onOpenJob)
  const columns = useMemo(() => processColumns(acts), [acts])
  const all = rules ?? []
  const { failure } = act
  return (
    <>
      {(all.length > 0 || failure || stale) && (
        <section className={styles.rules} aria-label='Pre-processing'>
          <SectionHead title='Pre-processing' fact={countOf(all.length, 'rule')} />
          {(failure ?? stale) && (
            <Note tone={failure ? 'error' : 'warning'} what={failure ? visibleName(failure.message) : staleWords}>
              {visibleName((failure ?? stale)?.hint ?? '')}
            </Note>
          )}
          <DataTable
            label='Pre-processing'
            density='tight'
            select='one'
            rows={all}
            rowKey={idOf}
            columns={columns}
            menu={chosen => menuOf(acts, chosen)}
            empty={<EmptyState>No rule is known.</EmptyState>}
          />
        </section>
      )}
      {adding && <ProcessDialog {...{ sites, watches }} taken={all.map(({ name }) => name)} onClose={onAdded} />}
      {removing && (
        <ConfirmDialog
          open
          onClose={() => setRemoving(null)}
          title={`Pre-process ${removing.name} no more?`}
          confirmLabel='Remove the rule'
          cancelLabel='Keep it'
          onConfirm={() => void act.run(() => client.processing.remove({ name: removing.name }))}
        >
          Results stay, and arrays that SLURM has go on. A rule that is made anew takes all files again.
        </ConfirmDialog>
      )}
    </>
  )
}

const staleWords = 'The list of pre-processing may be out of date.'

/** The same from one render to the next, as the columns want it. */
function useActs(
  { run }: Act,
  ask: (rule: ProcessingRule) => void,
  openJob: (job: { site: string; id: string; at: number }) => void
): ProcessActs {
  const latest = useRef({ run, ask, openJob })
  latest.current = { run, ask, openJob }
  return useMemo(() => {
    const act = (work: () => Promise<unknown>): void => void latest.current.run(work)
    return {
      pause: ({ name }) => act(() => client.processing.pause({ name })),
      resume: ({ name }) => act(() => client.processing.resume({ name })),
      retry: ({ name }) => act(() => client.processing.retry({ name })),
      remove: rule => latest.current.ask(rule),
      openJob: ({ site }, id) => latest.current.openJob({ site, id, at: Date.now() })
    }
  }, [])
}

function menuOf(acts: ProcessActs, [rule]: readonly ProcessingRule[]): readonly MenuEntry[] {
  if (!rule) return []
  const { lastJob } = rule
  const entries: MenuEntry[] = [
    rule.state === 'paused'
      ? { kind: 'act', label: 'Resume', icon: 'play', onSelect: () => acts.resume(rule) }
      : { kind: 'act', label: 'Pause', icon: 'pause', onSelect: () => acts.pause(rule) }
  ]
  if (lastJob !== null)
    entries.push({ kind: 'act', label: 'Show its last job', icon: 'jobs', onSelect: () => acts.openJob(rule, lastJob) })
  if (rule.counts.failed > 0)
    entries.push({ kind: 'act', label: 'Try what failed again', icon: 'refresh', onSelect: () => acts.retry(rule) })
  return [...entries, { kind: 'act', label: 'Remove…', icon: 'trash', onSelect: () => acts.remove(rule) }]
}
