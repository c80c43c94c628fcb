/** The menu and the keys of a row. */
import type { KeyboardEvent } from 'react'
import { formatCount } from '../../../ui/format'
import type { IconName } from '../../../ui/icon'
import type { MenuEntry } from '../../../ui/menu'
import type { QueueActs } from './queue-acts'
import { type Move, movable, moveTarget } from './queue-order'
import type { QueueRow } from './queue-row'

/** What the list itself does with a row, beside the acts of the engine. */
export interface ListActs extends QueueActs {
  /** Opens the details, with the failed files chosen where it was asked for by them. */
  showDetails(row: QueueRow, failedOnly?: boolean): void
  /** Cancels after a question where much has arrived. */
  askCancel(rows: readonly QueueRow[]): void
  editLimit(row: QueueRow): void
}

const onlyHere = 'Its bytes are only in this window: it goes on until it ends'

/** Why it cannot be paused or resumed, or undefined. */
export function pauseRefusal(row: QueueRow): string | undefined {
  return row.kind === 'window' ? onlyHere : undefined
}

/** Whether the act beside the row is to resume: it is paused, or waits for a person to sign in. */
/** Why what failed of it cannot be tried again; undefined: it can. */
export function retryRefusal({ failedCount, ended, kind, state }: QueueRow): string | undefined {
  if (failedCount === 0) return 'Nothing of it failed'
  if (!ended) return 'It still runs'
  return kind === 'engine' && state === 'cancelled' ? 'It was cancelled: start it anew' : undefined
}

export const canResume = (row: QueueRow): boolean => row.state === 'paused' || (!row.ended && row.hold === 'sign-in')

const priorities = [
  ['high', 'High priority'],
  ['normal', 'Normal priority'],
  ['low', 'Low priority']
] as const

/** The three priorities, the one in force marked. */
export function priorityEntries(acts: Pick<QueueActs, 'change'>, row: QueueRow): readonly MenuEntry[] {
  return priorities.map(([priority, label]) => ({
    kind: 'act',
    label,
    icon: row.priority === priority ? 'check' : undefined,
    disabledReason: row.priority === priority ? 'It has it already' : undefined,
    onSelect: () => acts.change(row, { priority })
  }))
}

function moveEntries(acts: ListActs, rows: readonly QueueRow[], row: QueueRow): readonly MenuEntry[] {
  const entry = (move: Move, label: string, keys?: string): MenuEntry => ({
    kind: 'act',
    label,
    keys,
    disabledReason: moveTarget(rows, row.id, move) === undefined ? 'It stands there already' : undefined,
    onSelect: () => acts.move(rows, row, move)
  })
  return [
    { kind: 'line' },
    entry('first', 'Move to the front'),
    entry('up', 'Move up', 'alt+up'),
    entry('down', 'Move down', 'alt+down'),
    entry('last', 'Move to the end')
  ]
}

function openEntries(acts: ListActs, rows: readonly QueueRow[], row: QueueRow): readonly MenuEntry[] {
  const refusal = pauseRefusal(row)
  return [
    canResume(row)
      ? { kind: 'act', label: 'Resume', icon: 'play', keys: 'space', onSelect: () => acts.resume(row) }
      : {
          kind: 'act',
          label: 'Pause',
          icon: 'pause',
          keys: 'space',
          disabledReason: refusal,
          onSelect: () => acts.pause(row)
        },
    { kind: 'act', label: 'Limit…', disabledReason: refusal, onSelect: () => acts.editLimit(row) },
    ...(refusal === undefined ? priorityEntries(acts, row) : []),
    ...(movable(row) ? moveEntries(acts, rows, row) : [])
  ]
}

function oneMenu(acts: ListActs, rows: readonly QueueRow[], row: QueueRow): readonly MenuEntry[] {
  const failed = row.failedCount > 0
  return [
    { kind: 'act', label: 'Details', icon: 'info', keys: 'enter', onSelect: () => acts.showDetails(row) },
    { kind: 'act', label: 'Show the destination', icon: 'folder', onSelect: () => acts.showDestination(row) },
    { kind: 'line' },
    ...(row.ended ? [] : openEntries(acts, rows, row)),
    {
      kind: 'act',
      label: 'Try failed again',
      icon: 'refresh',
      disabledReason: retryRefusal(row),
      onSelect: () => acts.retryFailed(row)
    },
    {
      kind: 'act',
      label: 'Copy the list of errors',
      icon: 'copy',
      disabledReason: failed ? undefined : 'Nothing of it failed',
      onSelect: () => acts.copyErrors(row)
    },
    { kind: 'line' },
    row.ended
      ? { kind: 'act', label: 'Take off the list', icon: 'close', keys: 'delete', onSelect: () => acts.forget(row) }
      : {
          kind: 'act',
          label: 'Cancel…',
          icon: 'stop',
          keys: 'delete',
          destructive: true,
          onSelect: () => acts.askCancel([row])
        }
  ]
}

const pausable = (row: QueueRow): boolean => !row.ended && !canResume(row) && pauseRefusal(row) === undefined

/** What can be done with several at once. */
function manyMenu(acts: ListActs, chosen: readonly QueueRow[]): readonly MenuEntry[] {
  const each = (
    label: string,
    icon: IconName | undefined,
    fits: (row: QueueRow) => boolean,
    act: (row: QueueRow) => void
  ): MenuEntry => {
    const rows = chosen.filter(fits)
    return {
      kind: 'act',
      label: rows.length > 0 ? `${label} (${formatCount(rows.length)})` : label,
      icon,
      disabledReason: rows.length > 0 ? undefined : 'None of them can',
      onSelect: () => rows.forEach(act)
    }
  }
  const open = chosen.filter(row => !row.ended)
  return [
    each('Pause', 'pause', pausable, acts.pause),
    each('Resume', 'play', canResume, acts.resume),
    ...priorities.map(([priority, label]) =>
      each(
        label,
        undefined,
        row => !row.ended && row.kind === 'engine',
        row => acts.change(row, { priority })
      )
    ),
    { kind: 'line' },
    each('Try failed again', 'refresh', row => retryRefusal(row) === undefined, acts.retryFailed),
    each('Take off the list', 'close', row => row.ended, acts.forget),
    { kind: 'line' },
    {
      kind: 'act',
      label: open.length > 0 ? `Cancel ${formatCount(open.length)}…` : 'Cancel…',
      icon: 'stop',
      keys: 'delete',
      destructive: true,
      disabledReason: open.length > 0 ? undefined : 'All of them ended',
      onSelect: () => acts.askCancel(open)
    }
  ]
}

/** The menu of the chosen rows; `rows` in the order shown. */
export function queueMenu(
  acts: ListActs,
  rows: readonly QueueRow[],
  chosen: readonly QueueRow[]
): readonly MenuEntry[] {
  const [first] = chosen
  if (first === undefined) return []
  return chosen.length === 1 ? oneMenu(acts, rows, first) : manyMenu(acts, chosen)
}

/** Space pauses and resumes, Delete cancels or takes off the list, Alt with an arrow moves. */
export function onQueueKey(
  acts: ListActs,
  rows: readonly QueueRow[],
  chosen: readonly QueueRow[],
  event: KeyboardEvent
): void {
  if (chosen.length === 0 || event.ctrlKey || event.metaKey || event.shiftKey) return
  const act = keyAct(acts, rows, chosen, event)
  if (act === undefined) return
  event.preventDefault()
  act()
}

function keyAct(
  acts: ListActs,
  rows: readonly QueueRow[],
  chosen: readonly QueueRow[],
  { key, altKey }: KeyboardEvent
): (() => void) | undefined {
  const [first] = chosen
  if (altKey) {
    const move = key === 'ArrowUp' ? 'up' : key === 'ArrowDown' ? 'down' : undefined
    return move && first && chosen.length === 1 ? () => acts.move(rows, first, move) : undefined
  }
  if (key === 'Delete' || key === 'Backspace') {
    const open = chosen.filter(row => !row.ended)
    return () => (open.length > 0 ? acts.askCancel(open) : chosen.forEach(acts.forget))
  }
  if (key !== ' ') return undefined
  // What can be paused is paused first; pressed again, all that is paused goes on.
  const moving = chosen.filter(pausable)
  const still = chosen.filter(canResume)
  if (moving.length + still.length === 0) return undefined
  return () => (moving.length > 0 ? moving.forEach(acts.pause) : still.forEach(acts.resume))
}
