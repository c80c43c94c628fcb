/** The order of the list, what is said of it in one line, and where a row goes when it is moved. */
import { isHeld } from '@domain/transfers/overall-progress'
import { formatCount } from '../../../ui/format'
import type { QueueRow } from './queue-row'

/** What moves first, then what waits in its turn (paused or not), then what ended, the newest first. */
export function inQueueOrder(rows: readonly QueueRow[]): readonly QueueRow[] {
  const running = rows.filter(row => row.state === 'running')
  const open = rows.filter(row => !row.ended && row.state !== 'running')
  return [...running, ...open, ...rows.filter(row => row.ended).reverse()]
}

/** `2 moving, 3 waiting, 1 with failures`; undefined when the list is empty. */
export function queueSummary(rows: readonly QueueRow[]): string | undefined {
  if (rows.length === 0) return undefined
  const count = (is: (row: QueueRow) => boolean): number => rows.reduce((sum, row) => sum + (is(row) ? 1 : 0), 0)
  const counts: readonly (readonly [number, string])[] = [
    [count(row => row.state === 'running' && row.hold === null), 'moving'],
    [count(isHeld), 'held'],
    [count(row => row.state === 'waiting'), 'waiting'],
    [count(row => row.state === 'paused' && row.hold === null), 'paused'],
    [count(row => row.failedCount > 0 || row.state === 'failed'), 'with failures']
  ]
  const parts = counts.filter(([number]) => number > 0).map(([number, word]) => `${formatCount(number)} ${word}`)
  return parts.length > 0 ? parts.join(', ') : `${formatCount(rows.length)} ended`
}

/** Whether its place in the queue may be changed: it waits or is paused, and the engine has the queue. */
export const movable = (row: QueueRow): boolean =>
  row.kind === 'engine' && (row.state === 'waiting' || row.state === 'paused')

/** Where a row goes. */
export type Move = 'up' | 'down' | 'first' | 'last'

/**
 * The id that the row is to stand before (null: at the end), or undefined when it is there already. `rows` in the
 * order shown.
 */
export function moveTarget(rows: readonly QueueRow[], id: string, move: Move): string | null | undefined {
  const queue = rows.filter(movable)
  const at = queue.findIndex(row => row.id === id)
  if (at < 0) return undefined
  const target = { up: at - 1, down: at + 2, first: 0, last: queue.length }[move]
  const back = move === 'up' || move === 'first'
  if (back ? at === 0 : at === queue.length - 1) return undefined
  return queue[target]?.id ?? null
}
