import { type RunState, runStates } from '@contract/cloud-runs'
import { machinesWords } from '@domain/cloud/machines-words'
import { demoProfileName } from '@domain/cloud/profiles'
import {
  commonStateOf,
  hasUnfetched,
  machinesNow,
  runIsOver,
  runSeconds,
  runShare,
  runUsdPerHour,
  secondsToDeadline
} from '@domain/cloud/run-look'
import { describe, expect, it } from 'vitest'
import { someMachine, someRun } from './spend/some-runs'

const now = Date.parse('2026-11-22T11:00:00Z')
const begun = { startedAt: '2026-11-22T10:30:00Z', endedAt: null, exitCode: null, endedBy: null }

describe('a run in a list', () => {
  it('has a state in common with jobs, and is over in three of them', () => {
    const states = Object.fromEntries(runStates.map(state => [state, commonStateOf({ state })]))
    expect(states).toMatchObject({ launching: 'waiting', booting: 'waiting', uploading: 'waiting', waiting: 'running' })
    expect(states).toMatchObject({ running: 'running', done: 'done', failed: 'failed', stopped: 'cancelled' })
    const over = (state: RunState): boolean => runIsOver({ state })
    expect(runStates.filter(over)).toEqual(['done', 'failed', 'stopped'])
  })

  it('takes until now while it goes on, and no longer when it has ended', () => {
    expect(runSeconds(someRun(), now)).toBe(3600)
    expect(runSeconds(someRun({ endedAt: '2026-11-22T10:10:00Z' }), now)).toBe(600)
  })

  it('counts down to its deadline, never below 0, and not when it is over', () => {
    expect(secondsToDeadline(someRun({ deadline: '2026-11-22T12:00:00Z' }), now)).toBe(3600)
    expect(secondsToDeadline(someRun({ deadline: '2026-11-22T10:00:00Z' }), now)).toBe(0)
    expect(secondsToDeadline(someRun({ state: 'done', deadline: '2026-11-22T12:00:00Z' }), now)).toBeNull()
    const machine = someMachine({ endedAt: '2026-11-22T10:30:00Z' })
    const inBucket = someRun({ state: 'waiting', deadline: '2026-11-22T12:00:00Z', machine })
    expect(secondsToDeadline(inBucket, now)).toBeNull()
  })

  it('is as far as its files while they move, and as its time while the command runs', () => {
    const moved = { files: 1, bytes: 25, totalBytes: 100, verified: 0 }
    expect(runShare(someRun({ state: 'uploading', uploaded: moved }), now)).toBe(0.25)
    expect(runShare(someRun({ state: 'fetching' }), now)).toBeNull()
    expect(runShare(someRun({ command: begun, deadline: '2026-11-22T12:30:00Z' }), now)).toBe(0.25)
  })

  it('may lose what was not fetched, unless nothing was asked back', () => {
    const outputs = [{ from: '', to: { kind: 'local' as const, path: '/data' } }]
    expect(hasUnfetched(someRun({ command: begun, asked: { outputs } }))).toBe(true)
    expect(hasUnfetched(someRun({ command: begun }))).toBe(false)
    // One of two transfers has come to its end, and the other has not begun.
    const some = { files: 1, bytes: 100, totalBytes: 100, verified: 1 }
    expect(hasUnfetched(someRun({ command: begun, asked: { outputs }, fetched: some }))).toBe(true)
    // All is here, and none of it has a byte.
    expect(hasUnfetched(someRun({ command: begun, asked: { outputs }, outputsHere: true }))).toBe(false)
  })
})

describe('the machines that are there now', () => {
  const priced = someRun({ machine: someMachine() })
  const unpriced = someRun({ machine: someMachine({ usdPerHour: null }) })
  const over = someRun({ state: 'done', machine: someMachine({ endedAt: '2026-11-22T10:30:00Z' }) })

  it('are counted with what is known of their price; unknown is never 0', () => {
    expect(machinesNow([priced, unpriced, over, someRun()])).toEqual({
      ...{ machines: 2, usdPerHour: 1.2, unknown: 1, makeBelieve: 0 }
    })
    expect(runUsdPerHour(unpriced)).toBeNull()
    expect(runUsdPerHour(over)).toBe(0)
  })

  it('of the demo are counted apart: nobody pays for them', () => {
    const ofDemo = someRun({ machine: someMachine(), profile: demoProfileName })
    expect(machinesNow([priced, ofDemo, ofDemo])).toEqual({ machines: 1, usdPerHour: 1.2, unknown: 0, makeBelieve: 2 })
    expect(machinesWords([priced, ofDemo], null)).toMatchObject({
      ...{ machines: '1 cloud machine, 1 demo machine', rate: '$1.20/h' }
    })
    expect(machinesWords([ofDemo], null)).toMatchObject({ machines: '1 demo machine', rate: 'make-believe' })
  })

  it('are told in words, and nothing without one', () => {
    expect(machinesWords([over], null)).toBeNull()
    expect(machinesWords([priced], null)).toMatchObject({ machines: '1 cloud machine', rate: '$1.20/h' })
    expect(machinesWords([priced, unpriced], null)).toMatchObject({ rate: '$1.20/h, 1 of unknown price' })
    const words = machinesWords([unpriced], { total: { usd: 18.42, unknown: 1 }, budgets: [] })
    expect(words).toMatchObject({ rate: 'price unknown', today: '$18.42 today', broken: false })
  })
})
