/** The line at the foot: what moves, what failed, and the time here. */
import type { Transfer } from '@contract/transfers'
import { countOf, formatBytes, formatRate, formatTime } from '../ui/format'
import type { StripCell } from '../ui/frame/status-strip'
import { Progress } from '../ui/progress'
import { StateMark } from '../ui/state-mark'
import type { EngineState } from './engine-state'
import { goTo } from './navigation'

const openFiles = (): void => goTo('files')

function transferCells(transfers: readonly Transfer[]): StripCell[] {
  const moving = transfers.filter(({ state }) => state === 'running' || state === 'waiting')
  const failed = transfers.reduce((sum, { failedCount }) => sum + failedCount, 0)
  const cells: StripCell[] = []
  if (moving.length === 0)
    cells.push({
      id: 'idle',
      content: (
        <>
          <StateMark state='waiting' label='' />
          Nothing moving
        </>
      )
    })
  else {
    const sum = (pick: (transfer: Transfer) => number): number =>
      moving.reduce((total, transfer) => total + pick(transfer), 0)
    const total = sum(({ totalBytes }) => totalBytes)
    const done = sum(({ doneBytes }) => doneBytes)
    cells.push({
      id: 'moving',
      onOpen: openFiles,
      content: (
        <>
          <StateMark state='up' label='moving' />
          <b>{formatRate(sum(({ rate }) => rate))}</b>
          <Progress label='Transfers' parts={[{ share: total > 0 ? done / total : 0, tone: 'accent' }]} />
          {formatBytes(Math.max(0, total - done))} to go
        </>
      )
    })
  }
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

export function stripCells(state: EngineState, now: number): { left: StripCell[]; right: StripCell[] } {
  const { info } = state
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
  const clock: StripCell = {
    id: 'clock',
    content: (
      <>
        Here <b>{formatTime(now, undefined, true)}</b>
      </>
    )
  }
  return { left: transferCells(state.transfers), right: [...secrets, clock] }
}
