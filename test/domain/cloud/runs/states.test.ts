import { runIsOver } from '@domain/cloud/run-look'
import {
  changed,
  ending,
  launched,
  machineGone,
  neverStarted,
  nextPlace,
  phaseOf,
  placeRefused,
  worked
} from '@domain/cloud/runs/states'
import { Failure } from '@domain/failure'
import { describe, expect, it } from 'vitest'
import { attempt, machine, madeUpRecord, now } from './made-up-record'

const later = new Date(now.getTime() + 60_000)
const error = new Failure('capacity', 'None to give.').toData()
const made = { instance: 'i-1', launchedAt: now.toISOString(), zone: null }

describe('a launch', () => {
  it('has a machine with the deadline that it was told at its boot', () => {
    const after = launched(madeUpRecord({}, { attempt }), made, later)
    expect(after.run).toMatchObject({ state: 'booting', since: later.toISOString(), deadline: attempt.deadline })
    expect(after.run.machine).toMatchObject({ instance: 'i-1', zone: 'us-east-1a', usdPerHour: 1, endedAt: null })
    expect(after.own.attempt).toBeNull()
  })

  it('that is called off while it is asked keeps its end, and knows its machine', () => {
    const off = ending(madeUpRecord({}, { attempt }), { as: 'stopped', error: null }, now)
    const after = launched(off, made, later)
    expect(after.run).toMatchObject({ state: 'ending', machine: { instance: 'i-1' } })
    expect(machineGone(after, later).run.state).toBe('stopped')
  })

  it('goes from zone to zone, then to the next type, and fails after the last', () => {
    let record = madeUpRecord({}, { attempt })
    for (const next of [1, 2]) {
      record = placeRefused(record, error, nextPlace(record, 'zone'), now)
      expect([record.own.at, record.run.state, record.own.attempt]).toEqual([next, 'launching', null])
    }
    record = placeRefused(record, error, nextPlace(record, 'zone'), now)
    expect(record.run.attempts.map(({ type, zone }) => `${type} ${zone}`)).toEqual([
      ...['g5.2xlarge us-east-1a', 'g5.2xlarge us-east-1b', 'g6.2xlarge us-east-1a']
    ])
    expect(machineGone(record, now).run).toMatchObject({ state: 'failed', error: { code: 'capacity' } })
  })

  it('leaves a type whose limit is reached at once', () => {
    expect(nextPlace(madeUpRecord(), 'type')).toBe(2)
    expect(nextPlace(madeUpRecord({}, { at: 2 }), 'type')).toBe(3)
  })

  it('that EC2 took and then had no machine for tries the next place', () => {
    const after = neverStarted(madeUpRecord({ state: 'booting', machine }), error, now)
    expect(after.run).toMatchObject({ state: 'launching', machine: null })
    expect(after.own.at).toBe(1)
  })
})

describe('an end', () => {
  const running = madeUpRecord({ state: 'running', machine })

  it('is settled by the first who says', () => {
    const stopped = ending(running, { as: 'stopped', error: null }, now)
    expect(ending(stopped, { as: 'failed', error }, now)).toBe(stopped)
    expect(phaseOf(stopped)).toBe('end')
  })

  it('is not one where another machine goes on, unless a person calls that off', () => {
    const next = ending(running, { as: 'next', error: null }, now)
    const again = machineGone(next, later)
    expect(again.run).toMatchObject({ state: 'launching', machine: null, earlier: [{ instance: 'i-1' }] })
    expect(again.run.earlier[0]?.endedAt).toBe(later.toISOString())
    const off = ending(next, { as: 'stopped', error: null }, later)
    expect(machineGone(off, later).run).toMatchObject({ state: 'stopped', earlier: [] })
  })

  it('stays, whatever is told afterwards', () => {
    const done = machineGone(ending(running, { as: 'done', error: null }, now), later)
    expect(done.run).toMatchObject({ state: 'done', endedAt: later.toISOString(), site: null })
    expect(runIsOver(done.run)).toBe(true)
    expect(ending(done, { as: 'failed', error }, later)).toBe(done)
    expect(worked(done, { state: 'running', error }, later).run).toMatchObject({ state: 'done', error: null })
  })
})

describe('what the machine tells', () => {
  it('moves the run on, but out of no end', () => {
    const record = worked(madeUpRecord({ state: 'uploading', machine }), { state: 'running' }, later)
    expect(record.run).toMatchObject({ state: 'running', since: later.toISOString() })
    const command = { startedAt: now.toISOString(), endedAt: null, exitCode: null, endedBy: null }
    const ended = worked(ending(record, { as: 'stopped', error: null }, later), { state: 'fetching', command }, later)
    expect(ended.run).toMatchObject({ state: 'ending', command })
  })

  it('may not end it by itself', () => {
    const record = worked(madeUpRecord({ state: 'fetching', machine }), { state: 'done' }, later)
    expect(record.run.state).toBe('fetching')
  })

  it('changes the time of a state with the state alone', () => {
    expect(changed(madeUpRecord(), { run: { site: 'x' } }, later).run.since).toBe(now.toISOString())
  })
})
