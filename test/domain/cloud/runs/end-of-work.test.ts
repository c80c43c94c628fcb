import { fetchedEnd, goneEnd, overdueEnd, spotEnd } from '@domain/cloud/runs/end-of-work'
import { notStarted } from '@domain/cloud/runs/states'
import { describe, expect, it } from 'vitest'
import { machine, madeUpRecord, now } from './made-up-record'

const at = now.toISOString()
const ended = (endedBy: 'itself' | 'stop' | 'idle' | 'gpu-idle' | 'deadline' | 'spot', exitCode: number | null) =>
  madeUpRecord({ command: { startedAt: at, endedAt: at, exitCode, endedBy } })

describe('outputs that are here', () => {
  it('end a run by how its command ended', () => {
    expect(fetchedEnd(ended('itself', 0))).toEqual({ as: 'done', error: null })
    expect(fetchedEnd(ended('gpu-idle', null))).toEqual({ as: 'done', error: null })
    expect(fetchedEnd(ended('stop', null))).toEqual({ as: 'stopped', error: null })
    expect(fetchedEnd(ended('itself', 2))).toMatchObject({ as: 'failed', error: { code: 'remote-error' } })
    expect(fetchedEnd(ended('itself', null)).error?.message).toContain('by a signal')
    expect(fetchedEnd(ended('deadline', null))).toMatchObject({ as: 'failed', error: { code: 'limit-exceeded' } })
  })
})

it('a run with an output that its command did not write is not done', () => {
  const missing = { code: 'not-found' as const, message: 'It did not write map.mrc.', hint: '' }
  expect(fetchedEnd(ended('itself', 0), missing)).toEqual({ as: 'failed', error: missing })
  expect(fetchedEnd(ended('stop', null), missing)).toEqual({ as: 'stopped', error: null })
})

describe('a machine that went', () => {
  const record = madeUpRecord({ state: 'running', machine, deadline: '2026-11-22T11:00:00.000Z' })
  const gone = (code: string, when = now) => goneEnd(record, { code, message: 'x' }, when)

  it('tells by whom', () => {
    expect(gone('Client.UserInitiatedShutdown')?.error).toMatchObject({ code: 'cancelled' })
    expect(gone('Client.InstanceInitiatedShutdown')?.error?.message).toContain('shut itself down')
    expect(gone('Server.InternalError')?.error).toMatchObject({
      code: 'remote-error',
      detail: 'Server.InternalError: x'
    })
    expect(goneEnd(record, null, now)?.error?.message).toBe('The machine of the run refine is gone.')
  })

  it('at its time has ended itself', () => {
    const over = new Date('2026-11-22T11:00:05.000Z')
    expect(gone('Client.InstanceInitiatedShutdown', over)?.error).toMatchObject({ code: 'limit-exceeded' })
  })

  it('before it was up, for want of capacity, is no end', () => {
    const booting = madeUpRecord({ ...record.run, state: 'booting' })
    expect(goneEnd(booting, { code: 'Server.InsufficientInstanceCapacity', message: '' }, now)).toBeNull()
    expect(gone('Server.InsufficientInstanceCapacity')).not.toBeNull()
  })
})

describe('a machine that was kept after its outputs were fetched', () => {
  const run = { ...ended('itself', 0).run, state: 'waiting' as const, machine, deadline: '2026-11-22T11:00:00.000Z' }
  const kept = madeUpRecord(run, { keep: true, fetched: { missing: null } })

  it.each([null, 'Client.InstanceInitiatedShutdown', 'Client.UserInitiatedShutdown', 'Server.SpotInstanceTermination'])(
    'leaves a run that ends as its command did, whoever ends it (%s)',
    code => {
      const over = new Date('2026-11-22T11:00:05.000Z')
      expect(goneEnd(kept, code === null ? null : { code, message: 'x' }, over)).toEqual({ as: 'done', error: null })
      expect(overdueEnd(kept)).toEqual({ as: 'done', error: null })
    }
  )

  it('leaves a run that says what its command did not write', () => {
    const missing = { code: 'not-found' as const, message: 'It did not write map.mrc.', hint: '' }
    expect(overdueEnd({ ...kept, own: { ...kept.own, fetched: { missing } } })).toEqual({
      as: 'failed',
      error: missing
    })
  })

  it('loses what was to be fetched once more, and did not come in time', () => {
    const again = { ...kept, own: { ...kept.own, fetched: null } }
    expect(overdueEnd(again)).toMatchObject({ as: 'failed', error: { code: 'limit-exceeded' } })
  })
})

describe('a spot machine that AWS takes back', () => {
  const asked = { ...madeUpRecord().run.asked, continueCommand: 'go on' }

  it('is followed by another where the command can go on', () => {
    expect(spotEnd(madeUpRecord({ asked, command: { ...notStarted, startedAt: at } }))).toMatchObject({ as: 'next' })
    expect(
      goneEnd(madeUpRecord({ asked }), { code: 'Server.SpotInstanceTermination', message: '' }, now)
    ).toMatchObject({
      as: 'next'
    })
  })

  it('ends the run where nothing goes on, or the command had ended already', () => {
    expect(spotEnd(madeUpRecord())).toMatchObject({ as: 'failed', error: { code: 'capacity' } })
    expect(spotEnd(madeUpRecord({ ...ended('itself', 0).run, asked }))).toMatchObject({ as: 'failed' })
    expect(spotEnd(madeUpRecord({ ...ended('spot', null).run, asked }))).toMatchObject({ as: 'next' })
  })
})
