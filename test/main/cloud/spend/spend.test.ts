import type { Settings } from '@contract/app'
import { settingsSchema } from '@contract/app'
import type { Run } from '@contract/cloud-runs'
import type { Budget } from '@contract/cloud-spend'
import { demoProfileName } from '@domain/cloud/profiles'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createSpend, type SpendParts, type SpendService } from '../../../../src/main/cloud/spend/spend'
import { silentLog } from '../../../../src/main/platform'
import { someMachine, someRun } from '../../../domain/cloud/spend/some-runs'
import { createHandTime } from '../../ssh/hand-time'

const minute = 60_000

/** Settings that are kept over restarts of the service, as the file would. */
function keptSettings() {
  let settings: Settings = settingsSchema.parse({})
  return {
    read: () => settings,
    save: vi.fn(async (change: Partial<Settings>) => {
      settings = { ...settings, ...change }
      return settings
    })
  }
}

function spendHere(settings = keptSettings(), time = createHandTime(), otherNews: SpendParts['otherNews'] = []) {
  const runs: Run[] = []
  const told: [string, string][] = []
  const stop = vi.fn(async (_id: string): Promise<void> => {})
  const platform = {
    clock: time.clock,
    log: silentLog,
    notify: (title: string, text: string) => told.push([title, text])
  }
  const list = vi.fn((): readonly Run[] => runs)
  const spend = createSpend({ platform, settings, runs: list, stop, otherNews, timers: time.timers })
  open.push(spend)
  const launchedAt = time.clock.now().toISOString()
  return {
    ...{ spend, settings, runs, list, told, stop, time },
    /** One that costs a dollar a minute from now on. */
    launch: (given: Parameters<typeof someRun>[0] = {}) => {
      const deadline = new Date(Date.parse(launchedAt) + 600 * minute).toISOString()
      runs.push(someRun({ machine: someMachine({ launchedAt, usdPerHour: 60 }), deadline, ...given }))
    }
  }
}

const open: SpendService[] = []
afterEach(async () => {
  for (const spend of open.splice(0)) await spend.close()
})

const budget = (given: Partial<Budget> = {}): Budget => ({
  ...{ project: null, usd: 100, per: 'month', stop: false },
  ...given
})

describe('what runs cost', () => {
  it('is shown with the budgets as they stand', async () => {
    const { spend, launch, time } = spendHere()
    launch({ asked: { project: 'hemo' } })
    await spend.setBudgets([budget({ project: 'hemo' })])
    time.pass(10 * minute)
    expect(spend.show({ by: 'project' })).toMatchObject({
      rows: [{ key: 'hemo', usd: 10 }],
      ...{ usdPerHour: 60, budgets: [{ project: 'hemo', spentUsd: 10, reached: 0 }] }
    })
  })
})

describe('budgets', () => {
  it('that the demo has used up neither stop nor refuse what is really paid, and the other way round', async () => {
    const { spend, launch, stop, time } = spendHere()
    launch({ id: 'r0000000paid' })
    launch({
      id: 'r0000000demo',
      profile: demoProfileName,
      machine: someMachine({ launchedAt: time.clock.now().toISOString(), usdPerHour: 6000 })
    })
    await spend.setBudgets([budget({ usd: 1000, stop: true })])
    time.pass(15 * minute)
    const states = await spend.setBudgets([budget({ usd: 1000, stop: true })])
    expect(states.map(({ makeBelieve, reached }) => [makeBelieve, reached])).toEqual([
      [false, 0],
      [true, 100]
    ])
    await vi.waitFor(() => expect(stop.mock.calls).toEqual([['r0000000demo']]))
    const { asked } = someRun()
    expect(spend.mayLaunch({ profile: null, asked, mostUsd: 1 }).refusal).toBeNull()
    expect(spend.mayLaunch({ profile: demoProfileName, asked, mostUsd: 1 }).refusal).toMatchObject({ code: 'rule' })
  })

  it('tell each mark once, with each minute that passes', async () => {
    const { spend, launch, told, time, settings } = spendHere()
    launch()
    await spend.setBudgets([budget()])
    spend.start()
    for (const _ of Array.from({ length: 130 })) {
      time.pass(minute)
      await spend.setBudgets(settings.read().cloudBudgets)
    }
    expect(told.map(([title]) => title.slice(0, 5))).toEqual(['50 % ', '80 % ', '100 %'])
    expect(spend.notices.list(10)).toMatchObject({ unread: 3, notices: [{ number: 3 }, { number: 2 }, { number: 1 }] })
  })

  it('tell nothing twice after a restart', async () => {
    const first = spendHere()
    first.launch()
    first.time.pass(55 * minute)
    await first.spend.setBudgets([budget()])
    expect(first.told).toHaveLength(1)
    await first.spend.close()
    const second = spendHere(first.settings, first.time)
    second.runs.push(...first.runs)
    second.spend.start()
    await second.spend.close()
    expect(second.told).toEqual([])
    expect(second.spend.notices.list(10).notices).toHaveLength(1)
  })

  it('share the bell with runs that cannot be read, each told once', async () => {
    const otherNews = [{ keys: ['unreadable'], title: 'The run refine cannot be read', text: 'Its machine may run.' }]
    const settings = keptSettings()
    const first = spendHere(settings, undefined, otherNews)
    first.spend.start()
    const shown = { unread: 1, notices: [{ text: 'Its machine may run.' }] }
    await vi.waitFor(() => expect(first.spend.notices.list(10)).toMatchObject(shown))
    expect(first.told).toEqual([['The run refine cannot be read', 'Its machine may run.']])
    await first.spend.close()
    const again = spendHere(settings, undefined, otherNews)
    await again.spend.setBudgets([budget()])
    expect([again.told, again.spend.notices.list(10).notices.length]).toEqual([[], 1])
  })

  it('are followed under the bell, and read there', async () => {
    const { spend, launch, time } = spendHere()
    const stop = new AbortController()
    const news = spend.notices.watch(stop.signal)
    expect((await news.next()).value).toEqual({ unread: 0, fresh: [] })
    launch()
    time.pass(55 * minute)
    await spend.setBudgets([budget()])
    expect((await news.next()).value).toMatchObject({ unread: 1, fresh: [{ title: expect.stringMatching(/^50 %/) }] })
    await spend.notices.markRead(1)
    expect((await news.next()).value).toEqual({ unread: 0, fresh: [] })
    stop.abort()
    expect((await news.next()).done).toBe(true)
  })

  it('stop what runs at 100 %, each run once, and only those of the project', async () => {
    const { spend, launch, stop, time } = spendHere()
    launch({ asked: { project: 'hemo' } })
    launch({ id: 'r00000000002', asked: { project: 'apo' } })
    launch({ id: 'r00000000003', asked: { project: 'hemo' }, state: 'fetching' })
    await spend.setBudgets([budget({ project: 'hemo', stop: true })])
    time.pass(49 * minute)
    await spend.setBudgets([budget({ project: 'hemo', stop: true })])
    expect(stop).not.toHaveBeenCalled()
    time.pass(minute)
    await spend.setBudgets([budget({ project: 'hemo', stop: true })])
    await spend.setBudgets([budget({ project: 'hemo', stop: true })])
    expect(stop.mock.calls).toEqual([['r00000000001']])
  })

  it('only tell where they are not to stop', async () => {
    const { spend, launch, stop, time, told } = spendHere()
    launch()
    time.pass(101 * minute)
    await spend.setBudgets([budget()])
    expect(stop).not.toHaveBeenCalled()
    expect(told).toHaveLength(1)
  })

  it('try a stop again that failed, and tell of it once', async () => {
    const { spend, launch, stop, time, told } = spendHere()
    launch()
    time.pass(101 * minute)
    stop.mockRejectedValue(new Error('no answer'))
    const stopping = [budget({ stop: true })]
    await spend.setBudgets(stopping)
    await vi.waitFor(() => expect(told).toHaveLength(2))
    await spend.setBudgets(stopping)
    await vi.waitFor(() => expect(stop).toHaveBeenCalledTimes(2))
    stop.mockResolvedValue()
    await spend.setBudgets(stopping)
    await vi.waitFor(() => expect(stop).toHaveBeenCalledTimes(3))
    await spend.setBudgets(stopping)
    expect(stop).toHaveBeenCalledTimes(3)
    expect(told.filter(([title]) => title.includes('goes on'))).toEqual([
      ['Class2D/job012 goes on, though its budget is spent', 'no answer']
    ])
  })

  it('that cannot be checked say so, once until they can', async () => {
    const { spend, list, told, time } = spendHere()
    await spend.setBudgets([budget()])
    const look = async (): Promise<void> => {
      time.pass(minute)
      await vi.waitFor(() => undefined)
    }
    spend.start()
    list.mockImplementation(() => {
      throw new Error('the store is gone')
    })
    await look()
    await look()
    await vi.waitFor(() => expect(told).toEqual([['Budgets could not be checked', 'the store is gone']]))
    list.mockImplementation(() => [])
    await spend.setBudgets([budget()])
    list.mockImplementation(() => {
      throw new Error('gone again')
    })
    await look()
    await vi.waitFor(() => expect(told).toHaveLength(2))
  })

  it('are one for each project', async () => {
    const { spend } = spendHere()
    await expect(spend.setBudgets([budget(), budget({ usd: 5 })])).rejects.toMatchObject({ code: 'usage' })
  })

  it('refuse a launch that they cannot hold', async () => {
    const { spend, launch } = spendHere()
    launch()
    await spend.setBudgets([budget({ usd: 610, stop: true })])
    const { asked } = someRun()
    expect(spend.mayLaunch({ profile: null, asked, mostUsd: 10 })).toEqual({ refusal: null, warnings: [] })
    expect(spend.mayLaunch({ profile: null, asked, mostUsd: 11 }).refusal).toMatchObject({ code: 'rule' })
    expect(spend.mayLaunch({ profile: null, asked, mostUsd: null }).refusal).toMatchObject({ code: 'price-unknown' })
  })
})
