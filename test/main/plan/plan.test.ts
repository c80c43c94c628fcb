import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPlan, type Plan, type PlanDeps } from '../../../src/main/plan/plan'
import { silentLog, systemClock } from '../../../src/main/platform'
import { openStore, type Store } from '../../../src/main/store/store'

let folder = ''
let store: Store
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-plan-'))
  store = openStore(folder, silentLog)
})
afterEach(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

let number = 0
const planOn = (changes: Partial<PlanDeps> = {}): Plan =>
  createPlan({
    platform: { clock: systemClock },
    saved: store.savedPlans,
    ids: () => `plan-${++number}`,
    expectedStart: async () => null,
    ...changes
  })

describe('plans that are kept', () => {
  it('are there after a restart, with the runs as they were', async () => {
    const question = { steps: ['polish' as const], dataset: { particles: 1_000_000 } }
    const saved = await planOn().shelf.save({ name: 'ribosome', question })
    store.close()
    store = openStore(folder, silentLog)
    expect(planOn().shelf.list()).toEqual([saved])
    expect(saved.runs).toMatchObject([{ step: 'polish', vms: 1, spot: false }])
  })
  it('keep their name and first date when they are saved again', async () => {
    const { shelf } = planOn()
    const first = await shelf.save({ name: 'ribosome', question: {} })
    const again = await shelf.save({ id: first.id, name: 'ribosome', question: { rank: 'time' } })
    expect(again).toMatchObject({ id: first.id, savedAt: first.savedAt, question: { rank: 'time' } })
    expect(shelf.list()).toHaveLength(1)
  })
  it('have names of their own', async () => {
    const { shelf } = planOn()
    const first = await shelf.save({ name: 'a', question: {} })
    await shelf.save({ name: 'b', question: {} })
    expect(() => shelf.rename(first.id, 'b')).toThrow(/Another plan is named "b"/)
    expect(shelf.rename(first.id, 'a').name).toBe('a')
  })
  it('are not kept with a choice that does not exist', async () => {
    const { shelf } = planOn()
    const question = { choices: { polish: { option: 'none' } } }
    await expect(shelf.save({ name: 'a', question })).rejects.toMatchObject({ code: 'not-found' })
    expect(shelf.list()).toEqual([])
  })
  it('are followed: each change is told at once', async () => {
    const { shelf } = planOn()
    const end = new AbortController()
    const seen = shelf.watch(end.signal)
    expect((await seen.next()).value).toEqual([])
    const plan = await shelf.save({ name: 'a', question: {} })
    expect((await seen.next()).value).toEqual([plan])
    shelf.remove(plan.id)
    expect((await seen.next()).value).toEqual([])
    end.abort()
    expect((await seen.next()).done).toBe(true)
  })
  it('that are gone cannot be shown, renamed or removed', () => {
    const { shelf } = planOn()
    for (const act of [() => shelf.show('x'), () => shelf.rename('x', 'y'), () => shelf.remove('x')])
      expect(act).toThrow(/There is no plan x/)
  })
  it('are offered as a file under any name', async () => {
    const plan = planOn()
    const { id } = await plan.shelf.save({ name: '../Ré sumé: "1"', question: {} })
    const file = await plan.csv({ table: 'plan', id })
    expect(file.fileName).toBe('Re-sume-1.csv')
    expect(file.text.split('\r\n')).toHaveLength(13)
  })
})

describe('the same job here or there', () => {
  it('asks the scheduler of the site for its expected start', async () => {
    const start = new Date(Date.now() + 3_600_000).toISOString()
    const asked: string[] = []
    const plan = planOn({
      expectedStart: async (site, job) => {
        asked.push(`${site} ${job}`)
        return start
      }
    })
    const answer = await plan.start({ step: 'polish', site: 'krios', job: '7', bootMinutes: 5 }, undefined)
    expect(answer.here).toMatchObject({ label: 'krios, job 7', start })
    const given = '2030-01-01T00:00:00.000Z'
    const other = { step: 'polish', site: 'krios', job: '7', bootMinutes: 5, expectedStart: given } as const
    expect((await plan.start(other, undefined)).here.start).toBe(given)
    expect(asked).toEqual(['krios 7'])
  })
  it('says that the scheduler does not tell', async () => {
    const { here } = await planOn().start({ step: 'polish', site: 'krios', job: '7', bootMinutes: 5 }, undefined)
    expect(here.note).toContain('The scheduler of krios does not say when 7 begins.')
  })
})

describe('the tables', () => {
  it('that are damaged are named, and read again when they are mended', async () => {
    await writeFile(join(folder, 'sources.json'), '[{}]')
    let at = folder
    const plan = planOn({ folder: () => at })
    await expect(plan.sources()).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining(folder) })
    at = join(import.meta.dirname, '../../../resources/plan')
    expect(await plan.sources()).not.toEqual([])
  })
  it('have a known source for every number', async () => {
    const ids = (await planOn().sources()).map(({ id }) => id)
    const comparisons = await Promise.all([planOn().compare('cianfrocco-2017'), planOn().compare('weka-2023')])
    const cited = JSON.stringify([comparisons, await planOn().prices(undefined)]).matchAll(
      /"cited":\{"source":"([^"]+)"/g
    )
    const used = new Set([...cited].map(([, source]) => source))
    expect(used.size).toBeGreaterThan(2)
    for (const source of used) expect(ids).toContain(source)
  })
  it('that compare nothing are not compared', async () => {
    await expect(planOn().compare('fsu-2017')).rejects.toMatchObject({ code: 'not-found' })
  })
})
