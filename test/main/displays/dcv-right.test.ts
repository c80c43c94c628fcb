import type { DisplayRight, ResourceDisplay } from '@contract/resources'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DisplayPlace, Opened, Step } from '../../../src/main/displays/adapter'
import { createDcvAdapter } from '../../../src/main/displays/dcv'
import { systemClock } from '../../../src/main/platform'
import { startTwoAccounts, type TwoAccounts } from './two-accounts'

let host: TwoAccounts
beforeAll(async () => {
  host = await startTwoAccounts()
})
afterAll(async () => host.close())

const named = (session: string): ResourceDisplay => ({ kind: 'dcv', session })
const adapter = () =>
  createDcvAdapter({
    ...{ platform: { clock: systemClock, environment: {}, homeFolder: '/nowhere' }, files: host.files, waits: [0.1] }
  })

async function open(place: DisplayPlace, id: string, right: Exclude<DisplayRight, 'none'>): Promise<string[]> {
  const opening = adapter().open({ place, id, way: 'web', print: true, right }, AbortSignal.timeout(20_000))
  const steps: string[] = []
  for (;;) {
    const next: IteratorResult<Step, Opened> = await opening.next()
    if (next.done) {
      await next.value.close()
      return steps
    }
    steps.push(next.value.text)
  }
}

describe('A session of DCV that belongs to another account', () => {
  it('is in the list of its owner and of root, and of nobody else', async () => {
    await host.session('krios', 'ada')
    const list = async (user: string) => (await adapter().list(host.as(user), undefined))?.map(({ id }) => id)
    expect([await list('ada'), await list('root'), await list('bob')]).toEqual([['krios'], ['krios'], []])
  })

  it('is opened where the facility names it as the display of the instrument', async () => {
    await host.session('krios', 'root')
    const steps = await open(host.as('bob', named('krios')), 'krios', 'control')
    expect(steps).toContain('The server shows krios only to its owner: it is opened as the facility names it')
    expect(await open(host.as('bob', named('krios')), 'krios', 'view')).toEqual(steps)
  })

  it('is told by the preflight as one that only its owner sees, where the facility names it', async () => {
    await host.session('krios', 'root')
    const check = (place: DisplayPlace) =>
      adapter().check({ place, id: 'krios' }).session?.(AbortSignal.timeout(20_000))
    expect(await check(host.as('bob', named('krios')))).toMatchObject({ state: 'warn', text: /not of this account/ })
    await expect(check(host.as('bob'))).rejects.toMatchObject({ code: 'not-found' })
    expect(await check(host.as('root', named('krios')))).toMatchObject({ state: 'pass' })
  })

  it('is not found where nobody names it, or another one', async () => {
    await host.session('krios', 'root')
    for (const place of [host.as('bob'), host.as('bob', named('talos'))])
      await expect(open(place, 'krios', 'control')).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('A session of DCV that the account owns', () => {
  it('lets it look only by a booking that says so, and keeps what others were given', async () => {
    await host.session('own', 'ada')
    const place = host.as('ada', named('own'))
    await adapter().share?.(place, 'own', [{ user: 'bob', right: 'control' }], undefined)
    await open(place, 'own', 'view')
    const looking = '%owner% allow display pointer audio-out\nbob allow builtin'
    expect(await host.permissions('own')).toContain(looking)
    await open(place, 'own', 'view')
    expect(await host.permissions('own')).toContain(looking)
    await open(place, 'own', 'control')
    expect(await host.permissions('own')).toContain('%owner% allow builtin\nbob allow builtin')
  })

  it('is lowered also where nobody was let in before, and its permissions are nobody else’s matter', async () => {
    await host.session('alone', 'ada')
    const place = host.as('ada', named('alone'))
    await open(place, 'alone', 'control')
    await expect(host.permissions('alone')).rejects.toThrow()
    await open(place, 'alone', 'view')
    expect(await host.permissions('alone')).toContain('[permissions]\n%owner% allow display')
  })

  it('is lowered after that was noted, and with control nothing is noted', async () => {
    await host.session('noted', 'ada')
    const noted: string[] = []
    const lowering = async <Result>(work: () => Promise<Result>): Promise<Result> => {
      noted.push(await host.permissions('noted').catch(() => 'none'))
      return work()
    }
    for (const right of ['view', 'control'] as const) {
      const request = { place: host.as('ada', named('noted')), id: 'noted', way: 'web', print: true, right } as const
      const opening = adapter().open({ ...request, lowering }, AbortSignal.timeout(20_000))
      for await (const _ of opening);
    }
    expect(noted).toEqual(['none'])
  })

  it('lets its former operator look only from the hand-over on', async () => {
    await host.session('handed', 'ada')
    const people = [{ user: 'ada', right: 'view' } as const, { user: 'bob', right: 'control' } as const]
    await adapter().share?.(host.as('ada'), 'handed', people, undefined)
    expect(await host.permissions('handed')).toContain('%owner% allow display pointer audio-out\nbob allow builtin\n')
    expect(await host.permissions('handed')).not.toContain('ada allow')
  })

  it('is not opened by who may only look where its server takes no permissions', async () => {
    await host.session('stubborn', 'ada')
    await host.keepPermissions()
    await expect(open(host.as('ada', named('stubborn')), 'stubborn', 'view')).rejects.toMatchObject({
      ...{ code: 'not-allowed', message: expect.stringContaining('would let you drive') }
    })
    await open(host.as('ada', named('stubborn')), 'stubborn', 'control')
  })
})
