import type { BookingNotice } from '@contract/sessions'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { slot } from '../../domain/sessions/session-fixture'
import { type SessionRig, sessionRig } from './session-rig'

let rig: SessionRig
afterEach(() => rig.close())

const middle = '2026-11-21T10:00:00Z'
/** Later than a log that was read at ten is kept. */
const later = '2026-11-21T10:01:00Z'

const one = () => ({ store: rig.store, uid: slot().uid })
const controlLog = (): string[] =>
  rig.disk.log
    .filter(({ act }) => act === 'display-control')
    .map(({ user, granted, text }) => `${user} ${granted} ${text}`)

/** Marta operates, Tunde looks on, each at a computer of their own. */
function two() {
  rig = sessionRig(middle)
  return { marta: rig.computer('mlindq'), tunde: rig.computer('tunde') }
}

const eventsOf = ({ sessions }: ReturnType<SessionRig['computer']>): BookingNotice['event'][] =>
  sessions.notices.list(undefined, 100).notices.map(({ event }) => event)

describe('a request for control', () => {
  it('goes by the log to the operator, who is told of it once and hands over', async () => {
    const { marta, tunde } = two()
    const asked = await tunde.sessions.askControl({ ...one(), message: 'Grid 3 is mine.' }, undefined)
    expect(asked.control).toMatchObject([{ user: 'tunde', message: 'Grid 3 is mine.', refused: null }])
    rig.setClock(later)
    await vi.waitFor(() => expect(marta.told).toContain('tunde asks to drive Krios 1'), 10_000)
    const [seen] = await marta.sessions.now(undefined, undefined)
    expect(seen?.control).toMatchObject([{ user: 'tunde' }])
    const over = await marta.sessions.handOver({ ...one(), to: 'tunde', note: '' }, undefined)
    expect(over.control).toEqual([])
    expect(await tunde.sessions.now(undefined, undefined)).toMatchObject([
      { control: [], display: { right: 'control' } }
    ])
    expect(marta.told.filter(title => title.includes('asks to drive'))).toHaveLength(1)
    expect(controlLog()).toEqual(['tunde true asks: Grid 3 is mine.'])
  })

  it('is refused with a word, which who asked is told', async () => {
    const { marta, tunde } = two()
    await tunde.sessions.askControl({ ...one(), message: '' }, undefined)
    const refused = await marta.sessions.refuseControl({ ...one(), user: 'tunde', message: 'Aligning.' }, undefined)
    expect(refused.control).toMatchObject([{ user: 'tunde', refused: { by: 'mlindq', message: 'Aligning.' } }])
    rig.setClock(later)
    await vi.waitFor(() => expect(eventsOf(tunde)).toContain('control-refused'), 10_000)
    expect((await tunde.sessions.now(undefined, undefined))[0]?.control).toMatchObject([{ refused: { by: 'mlindq' } }])
    expect(controlLog()).toEqual(['tunde true asks', 'mlindq true refuses tunde: Aligning.'])
    // A minute later it may be another answer.
    await tunde.sessions.askControl({ ...one(), message: '' }, undefined)
  })

  it('is made once until it is answered, and refused by the rules', async () => {
    const { marta, tunde } = two()
    await expect(marta.sessions.askControl({ ...one(), message: '' }, undefined)).rejects.toMatchObject({
      code: 'usage'
    })
    // Her training ends before the session does.
    await expect(rig.computer('ines').sessions.askControl({ ...one(), message: '' }, undefined)).rejects.toMatchObject({
      code: 'rule'
    })
    await tunde.sessions.askControl({ ...one(), message: '' }, undefined)
    await expect(tunde.sessions.askControl({ ...one(), message: '' }, undefined)).rejects.toMatchObject({
      code: 'exists'
    })
    await expect(
      rig.computer('stranger').sessions.askControl({ ...one(), message: '' }, undefined)
    ).rejects.toMatchObject({ code: 'not-allowed' })
    expect(controlLog().filter(line => line.includes(' false '))).toHaveLength(2)
  })

  it('is answered by who is in charge alone, and only where there is one', async () => {
    const { marta, tunde } = two()
    const refusal = { ...one(), user: 'tunde', message: '' }
    await expect(marta.sessions.refuseControl(refusal, undefined)).rejects.toMatchObject({ code: 'not-found' })
    await tunde.sessions.askControl({ ...one(), message: '' }, undefined)
    await expect(rig.computer('ines').sessions.refuseControl(refusal, undefined)).rejects.toMatchObject({
      code: 'not-allowed'
    })
    await marta.sessions.refuseControl(refusal, undefined)
    await expect(marta.sessions.refuseControl(refusal, undefined)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('is not made of a session that is not armed, or is over', async () => {
    const { tunde } = two()
    for (const at of ['2026-11-21T07:00:00Z', '2026-11-21T16:00:00Z']) {
      rig.setClock(at)
      await expect(tunde.sessions.askControl({ ...one(), message: '' }, undefined)).rejects.toMatchObject({
        code: 'rule'
      })
    }
  })
})
