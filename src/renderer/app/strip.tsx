/** The line at the foot: what moves, what failed, and the time here. */
import type { AppInfo } from '@contract/app'
import type { Run } from '@contract/cloud-runs'
import type { Spend } from '@contract/cloud-spend'
import type { Transfer } from '@contract/transfers'
import { machinesWords } from '@domain/cloud/machines-words'
import { type OverallProgress, overallProgress } from '@domain/transfers/overall-progress'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { noRuns, runFeed } from '../client/run-feed'
import { spendFeed } from '../client/spend-feed'
import { useOnline } from '../client/tell-network'
import { transferFeed } from '../client/transfer-feed'
import { type FacilityClock, sessionFeed } from '../features/sessions/session-feed'
import { countOf, formatBytes, formatCount, formatRate, formatTime } from '../ui/format'
import { StatusStrip, type StripCell } from '../ui/frame/status-strip'
import { Progress } from '../ui/progress'
import { StateMark } from '../ui/state-mark'
import { useEngineState } from './engine-state'
import { goTo, openSpend } from './navigation'
import { useClock } from './use-clock'

const openFiles = (): void => goTo('files')

/** What moves, in the words of the strip: `51.4 MiB/s`, a bar, `186 GiB to go`; or why nothing does. */
export function transferCells(transfers: readonly Transfer[]): StripCell[] {
  const all = overallProgress(transfers)
  const failed = transfers.reduce((sum, { failedCount }) => sum + failedCount, 0)
  const cells = [all.moving > 0 ? movingCell(all) : stillCell(all)]
  if (failed > 0)
    cells.push({
      id: 'failed',
      onOpen: openFiles,
      content: (
        <>
          <StateMark state='failed' />
          {countOf(failed, 'file')} failed
        </>
      )
    })
  return cells
}

function movingCell(all: OverallProgress): StripCell {
  const more = all.scanning ? ' or more' : ''
  return {
    id: 'moving',
    onOpen: openFiles,
    content: (
      <>
        <StateMark state='up' label='' />
        {countOf(all.moving, 'transfer')}
        <b>{formatRate(all.rate)}</b>
        <Progress label='Transfers' parts={all.share} />
        {all.scanning && all.doneBytes >= all.totalBytes
          ? 'still counting'
          : `${formatBytes(Math.max(0, all.totalBytes - all.doneBytes))}${more} to go`}
      </>
    )
  }
}

function stillCell({ held, waiting, paused }: OverallProgress): StripCell {
  const counts: readonly (readonly [number, string])[] = [
    [held, 'held'],
    [waiting, 'waiting'],
    [paused, 'paused']
  ]
  const words = counts.filter(([count]) => count > 0).map(([count, word]) => `${formatCount(count)} ${word}`)
  return {
    id: 'still',
    onOpen: openFiles,
    content: (
      <>
        <StateMark state={held > 0 ? 'warning' : paused > 0 && waiting === 0 ? 'paused' : 'waiting'} label='' />
        {words.length > 0 ? `Transfers: ${words.join(', ')}` : 'Nothing moving'}
      </>
    )
  }
}

/** Said first while there is no network; nothing otherwise. */
export function networkCells(online: boolean): StripCell[] {
  if (online) return []
  const means = 'No site is asked for jobs. When the network is there again, lost links are tried at once.'
  return [
    {
      id: 'network',
      content: (
        <span title={means}>
          <StateMark state='warning' label='' /> This computer is offline
        </span>
      )
    }
  ]
}

/** What the machines of the cloud cost, while there is one; nothing otherwise. `today`: since midnight of UTC. */
export function spendCells(runs: readonly Run[], today: Spend | null): StripCell[] {
  const words = machinesWords(runs, today)
  if (words === null) return []
  return [
    {
      id: 'spend',
      onOpen: openSpend,
      content: (
        <span title='Estimate. Today is that of UTC.'>
          <StateMark state={words.broken ? 'warning' : 'running'} label={words.broken ? 'a budget is used up' : ''} />{' '}
          {words.machines} <b>{words.rate}</b>, {words.today}
        </span>
      )
    }
  ]
}

/** The strip, drawn by itself: its clock and its figures change often, the rooms above do not. */
export function Strip(): ReactNode {
  const { info } = useEngineState()
  const transfers = useStore(transferFeed, state => state.transfers)
  const clock = useStore(sessionFeed, feed => feed.clock)
  const runs = useStore(runFeed, feed => feed.runs) ?? noRuns
  const today = useStore(spendFeed, feed => feed.today)
  const { left, right } = stripCells(info, transfers, useClock(), clock)
  return <StatusStrip left={[...networkCells(useOnline()), ...left]} right={[...spendCells(runs, today), ...right]} />
}

function stripCells(
  info: AppInfo | null,
  transfers: readonly Transfer[],
  now: number,
  clock: FacilityClock | null
): { left: StripCell[]; right: StripCell[] } {
  const secrets: StripCell[] =
    info === null
      ? []
      : [
          {
            id: 'secrets',
            drop: 1,
            content:
              info.secrets === 'keystore' ? (
                <>
                  <StateMark state='done' label='' />
                  Keystore available
                </>
              ) : (
                <span title='This computer offers no keystore. Passwords are kept in memory until Farscope ends.'>
                  <StateMark state='warning' label='' /> No keystore: passwords are kept for this run only
                </span>
              )
          }
        ]
  return { left: transferCells(transfers), right: [...secrets, ...clockCells(now, clock)] }
}

/** The facility's clock first, where one is known, then the one of this computer. `now`: milliseconds since 1970. */
export function clockCells(now: number, clock: FacilityClock | null): StripCell[] {
  const cell = (id: string, label: string, time: string): StripCell => ({
    id,
    content: (
      <>
        {label} <b>{time}</b>
      </>
    )
  })
  const here = cell('clock', 'Here', formatTime(now, undefined, true))
  if (clock === null) return [here]
  return [cell('facility clock', 'Facility', formatTime(now + clock.clockOffsetMs, clock.timeZone, true)), here]
}
