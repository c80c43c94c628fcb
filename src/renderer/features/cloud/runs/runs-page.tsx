/** All runs, newest first, and one of them beside the list. */
import type { Run } from '@contract/cloud-runs'
import { isMakeBelieve } from '@domain/cloud/profiles'
import { type CommonState, commonStateOf } from '@domain/cloud/run-look'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { noRuns, runFeed } from '../../../client/run-feed'
import { noSelection, type Selection, selectOne } from '../../../ui/data-table/selection'
import { Banner } from '../../../ui/note'
import { useRoomKeys } from '../../../ui/use-room-keys'
import { visibleName } from '../../../ui/visible-name'
import { MakeBelieveLine } from '../make-believe'
import { RunActDialog } from './run-act-dialog'
import type { RunAct } from './run-acts'
import { RunDrawer } from './run-drawer'
import { RunOutcomeNote } from './run-outcome'
import { showSection } from './run-section'
import { runMatches } from './run-words'
import styles from './runs.module.css'
import { RunsBar } from './runs-bar'
import { RunsTable } from './runs-table'
import { useRunActs } from './use-run-acts'

export interface RunsPageProps {
  readonly visible: boolean
  /** A run to show; another `nonce` asks again. */
  readonly runAt: { readonly id: string; readonly nonce: number } | undefined
  /** Whether a dialog of the room is open: then its keys rest. */
  readonly busy: boolean
  /** `like`: filled as that run was asked for. */
  readonly onLaunch: (like?: Run) => void
  readonly onOpenFolder: (site: string, path: string) => void
  readonly onOpenTerminal: (site: string, folder?: string) => void
}

/** What is typed and chosen to narrow the list. */
function useRunFilter(runs: readonly Run[]) {
  const [filter, setFilter] = useState('')
  const [states, setStates] = useState<ReadonlySet<CommonState>>(new Set())
  const rows = useMemo(
    () => runs.filter(run => (states.size === 0 || states.has(commonStateOf(run))) && runMatches(run, filter)),
    [runs, states, filter]
  )
  const toggle = (state: CommonState): void =>
    setStates(before => {
      const next = new Set(before)
      if (!next.delete(state)) next.add(state)
      return next
    })
  const clear = (): void => {
    setFilter('')
    setStates(new Set())
  }
  return { filter, setFilter, states, toggle, clear, rows }
}

/** What is chosen, and whether the drawer is open. */
function useRunChoice(rows: readonly Run[], runAt: RunsPageProps['runAt'], clear: () => void) {
  const [selection, setSelection] = useState<Selection>(noSelection)
  const [drawer, setDrawer] = useState(true)
  const chosen = useMemo(() => rows.filter(({ id }) => selection.keys.has(id)), [rows, selection])
  const latest = useRef(clear)
  latest.current = clear
  useEffect(() => {
    if (!runAt) return
    latest.current()
    setSelection(selectOne(runAt.id))
    setDrawer(true)
  }, [runAt])
  return { selection, setSelection, setDrawer, chosen, shown: drawer && chosen.length === 1 ? chosen[0] : undefined }
}

export function RunsPage(props: RunsPageProps): ReactNode {
  const { visible, runAt, busy, onLaunch, onOpenFolder, onOpenTerminal } = props
  const { runs, failure } = useStore(runFeed)
  const { filter, setFilter, states, toggle, clear, rows } = useRunFilter(runs ?? noRuns)
  const { selection, setSelection, setDrawer, chosen, shown } = useRunChoice(rows, runAt, clear)
  const acts = useRunActs()
  const filterField = useRef<HTMLDivElement>(null)
  const act = (kind: RunAct) => () => acts.ask(kind, chosen)
  useRoomKeys(visible && !busy && acts.open === null, {
    ...{
      n: () => onLaunch(),
      f: act('fetch'),
      s: act('stop'),
      e: act('extend'),
      t: act('terminate'),
      delete: act('forget')
    },
    l: () => {
      setDrawer(true)
      showSection('log')
    },
    '/': () => filterField.current?.querySelector('input')?.focus()
  })
  return (
    <>
      <RunsBar
        {...{ filter, states, filterField }}
        onLaunch={() => onLaunch()}
        runs={runs ?? noRuns}
        onFilter={setFilter}
        onState={toggle}
      />
      {failure && (
        <Banner tone='error'>
          <b>{visibleName(failure.message)}</b> What was known last is shown. {visibleName(failure.hint)}
        </Banner>
      )}
      {(runs ?? noRuns).some(isMakeBelieve) && <MakeBelieveLine />}
      <RunOutcomeNote outcome={acts.outcome} onForget={acts.forget} />
      <div className={styles.body}>
        <div className={styles.list}>
          <RunsTable
            {...{ runs, rows, selection, onSelection: setSelection }}
            onLaunch={() => onLaunch()}
            failed={failure !== null}
            drawer={shown !== undefined}
            onShow={() => setDrawer(true)}
            onShowAll={clear}
            onAct={acts.ask}
          />
        </div>
        {shown && (
          <RunDrawer
            run={shown}
            {...{ visible, onOpenFolder, onOpenTerminal }}
            onAct={kind => acts.ask(kind, [shown])}
            onAgain={() => onLaunch(shown)}
            onClose={() => setDrawer(false)}
          />
        )}
      </div>
      {acts.open && (
        <RunActDialog open={acts.open} onConfirm={answer => void acts.confirm(answer)} onClose={acts.close} />
      )}
    </>
  )
}
