import type { KeyboardEvent } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { type ListActs, onQueueKey, queueMenu } from '../../../../../src/renderer/features/files/queue/queue-menu'
import { type QueueRow, transferRow } from '../../../../../src/renderer/features/files/queue/queue-row'
import { sampleTransfer as running } from '../../../../contract/sample-transfer'

function fakeActs() {
  return {
    pause: vi.fn(),
    resume: vi.fn(),
    cancel: vi.fn(),
    move: vi.fn(),
    putBefore: vi.fn(),
    change: vi.fn(),
    retryFailed: vi.fn(),
    forget: vi.fn(),
    showDestination: vi.fn(),
    copyErrors: vi.fn(),
    showDetails: vi.fn(),
    askCancel: vi.fn(),
    editLimit: vi.fn()
  } satisfies ListActs
}

const press = (acts: ListActs, row: QueueRow, key: string, altKey = false): boolean => {
  const preventDefault = vi.fn()
  // Only what a key press tells here.
  onQueueKey(acts, [row], [row], { key, altKey, preventDefault } as unknown as KeyboardEvent)
  return preventDefault.mock.calls.length > 0
}

const enabled = (row: QueueRow): readonly string[] =>
  queueMenu(fakeActs(), [row], [row]).flatMap(entry =>
    entry.kind === 'act' && entry.disabledReason === undefined ? [entry.label] : []
  )

describe('the menu of a transfer', () => {
  it('pauses, limits and ranks what moves', () => {
    expect(enabled(transferRow(running))).toEqual([
      'Details',
      'Show the destination',
      'Pause',
      'Limit…',
      'High priority',
      'Low priority',
      'Cancel…'
    ])
  })

  it('tries again and tells the errors of what ended with failed files', () => {
    const row = transferRow({ ...running, state: 'finished-with-errors', failedCount: 1 })
    expect(enabled(row)).toEqual([
      'Details',
      'Show the destination',
      'Try failed again',
      'Copy the list of errors',
      'Take off the list'
    ])
  })

  it('does not try again what somebody cancelled', () => {
    const row = transferRow({ ...running, state: 'cancelled', failedCount: 1 })
    expect(enabled(row)).toEqual(['Details', 'Show the destination', 'Copy the list of errors', 'Take off the list'])
  })

  it('does not pause an upload of the window, whose bytes are only there', () => {
    const row: QueueRow = { ...transferRow(running), kind: 'window' }
    expect(enabled(row)).toEqual(['Details', 'Show the destination', 'Cancel…'])
    const acts = fakeActs()
    expect(press(acts, row, ' ')).toBe(false)
    expect(acts.pause).not.toHaveBeenCalled()
  })
})

describe('the keys of the list', () => {
  it('pause what moves and resume what is paused or waits for a sign-in', () => {
    const acts = fakeActs()
    press(acts, transferRow(running), ' ')
    expect(acts.pause).toHaveBeenCalledOnce()
    press(acts, transferRow({ ...running, state: 'paused' }), ' ')
    press(acts, transferRow({ ...running, hold: 'sign-in' }), ' ')
    expect(acts.resume).toHaveBeenCalledTimes(2)
  })

  it('move with Alt, ask before a cancel, and take an ended one off the list', () => {
    const acts = fakeActs()
    const row = transferRow({ ...running, state: 'waiting' })
    press(acts, row, 'ArrowUp', true)
    expect(acts.move).toHaveBeenCalledWith([row], row, 'up')
    expect(press(acts, row, 'ArrowUp')).toBe(false)
    press(acts, row, 'Delete')
    expect(acts.askCancel).toHaveBeenCalledOnce()
    press(acts, transferRow({ ...running, state: 'finished' }), 'Delete')
    expect(acts.forget).toHaveBeenCalledOnce()
  })
})

describe('several rows', () => {
  const waiting = transferRow({ ...running, id: 'waits', state: 'waiting' })
  const paused = transferRow({ ...running, id: 'paused', state: 'paused' })
  const over = transferRow({ ...running, id: 'over', state: 'finished' })
  const chosen = [transferRow(running), waiting, paused, over]

  it('have a menu that counts which of them each act is for', () => {
    const acts = fakeActs()
    const menu = queueMenu(acts, chosen, chosen)
    const labels = menu.flatMap(entry => (entry.kind === 'act' && !entry.disabledReason ? [entry.label] : []))
    expect(labels).toEqual([
      'Pause (2)',
      'Resume (1)',
      'High priority (3)',
      'Normal priority (3)',
      'Low priority (3)',
      'Take off the list (1)',
      'Cancel 3…'
    ])
  })

  it('are paused together, then resumed together', () => {
    const acts = fakeActs()
    const event = { key: ' ', preventDefault: () => {} } as unknown as KeyboardEvent
    onQueueKey(acts, chosen, chosen, event)
    expect(acts.pause).toHaveBeenCalledTimes(2)
    expect(acts.resume).not.toHaveBeenCalled()
    onQueueKey(acts, chosen, [paused, over], event)
    expect(acts.resume).toHaveBeenCalledOnce()
  })

  it('are cancelled after one question', () => {
    const acts = fakeActs()
    onQueueKey(acts, chosen, chosen, { key: 'Delete', preventDefault: () => {} } as unknown as KeyboardEvent)
    expect(acts.askCancel).toHaveBeenCalledExactlyOnceWith(chosen.slice(0, 3))
  })
})
