/** The rules of pre-processing: what of the watched files waits, runs, is done and failed. */
import type { ProcessingRule } from '@contract/processing'
import type { Failure } from '@domain/failure'
import { useMemo, useRef, useState } from 'react'
import { client } from '../../client/engine-link'
import { type Act, useAct } from '../../client/use-act'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import type { MenuEntry } from '../../ui/menu'
import { CollectionList, NothingFits } from './collection-list'
import { type ProcessActs, processColumns } from './process-columns'
import { RuleChangeDialog } from './rule-change-dialog'
import { holds } from './watch-words'
import styles from './watches.module.css'

const idOf = ({ id }: ProcessingRule): string => id
const nameOf = ({ name }: ProcessingRule): string => name

type OpenJob = (job: { site: string; id: string; at: number }) => void

export function ProcessList(props: {
  rules: readonly ProcessingRule[]
  stale: Failure | null
  filter: string
  onShowAll: () => void
  onOpenJob: OpenJob
}) {
  const { rules, stale, filter, onShowAll, onOpenJob } = props
  const [removing, setRemoving] = useState<ProcessingRule | null>(null)
  const [changing, setChanging] = useState<ProcessingRule | null>(null)
  const act = useAct()
  const acts = useActs(act, { change: setChanging, remove: setRemoving, openJob: onOpenJob })
  const columns = useMemo(() => processColumns(acts), [acts])
  const shown = useMemo(
    () => rules.filter(({ name, watch, request }) => holds(filter, [name, watch, request.template])),
    [rules, filter]
  )
  return (
    <section className={styles.list} aria-label='Pre-processing'>
      <CollectionList
        label='Pre-processing'
        {...{ columns, stale, nameOf }}
        failure={act.failure}
        staleWords='The list of pre-processing may be out of date.'
        rows={shown}
        rowKey={idOf}
        menu={rule => menuOf(acts, rule)}
        empty={<NothingFits what='rule' onShowAll={onShowAll} />}
      />
      {changing && <RuleChangeDialog rule={changing} onClose={() => setChanging(null)} />}
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
    </section>
  )
}

interface Asks {
  readonly change: (rule: ProcessingRule) => void
  readonly remove: (rule: ProcessingRule) => void
  readonly openJob: OpenJob
}

/** The same from one render to the next, as the columns want it. */
function useActs({ run }: Act, asks: Asks): ProcessActs {
  const latest = useRef({ run, asks })
  latest.current = { run, asks }
  return useMemo(() => {
    const act = (work: () => Promise<unknown>): void => void latest.current.run(work)
    return {
      pause: ({ name }) => act(() => client.processing.pause({ name })),
      resume: ({ name }) => act(() => client.processing.resume({ name })),
      retry: ({ name }) => act(() => client.processing.retry({ name })),
      change: rule => latest.current.asks.change(rule),
      remove: rule => latest.current.asks.remove(rule),
      openJob: ({ site }, id) => latest.current.asks.openJob({ site, id, at: Date.now() })
    }
  }, [])
}

function menuOf(acts: ProcessActs, rule: ProcessingRule): readonly MenuEntry[] {
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
  entries.push({ kind: 'act', label: 'Change…', icon: 'edit', onSelect: () => acts.change(rule) })
  return [...entries, { kind: 'act', label: 'Remove…', icon: 'trash', onSelect: () => acts.remove(rule) }]
}
