import type { SavedPlan } from '@contract/plan'
import { planDraftSchema } from '@contract/plan-draft'
import { describe, expect, it } from 'vitest'
import { ownRun } from '../../../../src/renderer/features/plan/own-run-dialog'
import {
  draftOf,
  firstDraft,
  isSaved,
  planToSave,
  transferInputs,
  withChoice,
  withDataset,
  withOwnRun,
  withoutOwnRun,
  withQuestion,
  withRate,
  withStorage,
  withWorkstation
} from '../../../../src/renderer/features/plan/plan-draft'
import { firstView, type Page, tableOf } from '../../../../src/renderer/features/plan/plan-pages'
import { nameFault } from '../../../../src/renderer/features/plan/plans-menu'
import { numberFault, numberIn } from '../../../../src/renderer/ui/number-rule'
import { option } from './plan-fixture'

describe('a field for a number', () => {
  const movies = { least: 1, most: 1e9, whole: true, optional: true }

  it('takes counts as the window writes them, and never reads a thousand as one', () => {
    expect(numberIn('412,000', true)).toBe(412_000)
    expect(numberIn("1'539", true)).toBe(1539)
    expect(numberIn(' 3871 ', true)).toBe(3871)
    expect(numberIn('1,5', false)).toBe(1.5)
  })

  it('says what is wrong and what would be right', () => {
    expect(numberFault('12.5', movies)).toBe('A whole number from 1 to 1,000,000,000, or empty')
    expect(numberFault('many', movies)).toMatch(/whole number/)
    expect(numberFault('0', { least: 0, most: 1000, above: true })).toBe('A number above 0 to 1,000')
    expect(numberFault('', { least: 0, most: 1000 })).toMatch(/A number from 0/)
  })

  it('may be empty only where that means something', () => {
    expect(numberFault('', movies)).toBeUndefined()
    expect(numberFault('3871', movies)).toBeUndefined()
  })
})

describe('the fields', () => {
  it('are what the engine keeps', () => {
    expect(planDraftSchema.parse(firstDraft)).toEqual(firstDraft)
  })

  it('that are emptied are left out of the question, so that the benchmark stands for them', () => {
    const typed = withDataset(withDataset(firstDraft, { movies: 3871 }), { particles: 412_000 })
    expect(typed.question.dataset).toEqual({ movies: 3871, particles: 412_000 })
    const emptied = withDataset(withDataset(typed, { movies: undefined }), { particles: undefined })
    expect(emptied).toEqual(firstDraft)
    expect(withWorkstation(withWorkstation(firstDraft, { usd: 9000 }), { usd: undefined })).toEqual(firstDraft)
    expect(withQuestion(firstDraft, { leastGpus: undefined })).toEqual(firstDraft)
  })

  it('hold the chosen machine of a step until the choice is left to the ranking', () => {
    const chosen = withChoice(firstDraft, 'class2d', 'g5.24xlarge')
    expect(chosen.question.choices).toEqual({ class2d: { option: 'g5.24xlarge' } })
    expect(withChoice(chosen, 'class2d', null)).toEqual(firstDraft)
  })

  it("hold runs of one's own, and lose just the one that is taken away", () => {
    const one = { step: 'class2d', machine: 'g6e.12xlarge', hours: 0.8 } as const
    const other = { ...one, vms: 2 }
    const both = withOwnRun(withOwnRun(firstDraft, one), other)
    const row = option({ machine: 'g6e.12xlarge', hours: 0.8, vms: 2, basis: 'own' })
    expect(withoutOwnRun(both, 'class2d', row).question.ownRuns).toEqual([one])
    expect(withoutOwnRun(withOwnRun(firstDraft, other), 'class2d', row)).toEqual(firstDraft)
    expect(withoutOwnRun(both, 'polish', row)).toEqual(both)
  })

  it("say what a run of one's own lacks", () => {
    const typed = { machine: ' g6e.12xlarge ', hours: 0.8, vms: undefined, usdPerHour: undefined }
    expect(ownRun('class2d', typed)).toEqual({ step: 'class2d', machine: 'g6e.12xlarge', hours: 0.8 })
    expect(ownRun('class2d', { ...typed, machine: ' ' })).toBe('Write on which machine it ran')
    expect(ownRun('class2d', { ...typed, hours: undefined })).toBe('Write how many hours it took')
  })

  it('ask about transfer only once the rate of the link is known', () => {
    expect(transferInputs(firstDraft)).toBeNull()
    const known = withRate(firstDraft, 5e6)
    expect(transferInputs(known)).toEqual({ bytesPerDay: 2e12, bytesPerSecond: 5e6, hoursPerDay: 24, days: 1 })
    expect(withRate(known, undefined)).toEqual(firstDraft)
  })
})

describe('a saved plan', () => {
  const saved = (draft: typeof firstDraft): SavedPlan => {
    const { question, storage, transfer } = planToSave(draft)
    return {
      ...{ id: 'plan-1', name: 'GABA-A', savedAt: '2026-11-21T10:00:00Z', changedAt: '2026-11-21T10:00:00Z' },
      ...{ question, storage, transfer: transfer ?? null, runs: [], hours: 1, usd: 2, priceDate: null }
    }
  }

  it('opens as it was saved', () => {
    const draft = withStorage(withRate(withDataset(firstDraft, { movies: 10 }), 5e6), { hotDays: 7 })
    expect(draftOf(saved(draft), firstDraft)).toEqual(draft)
    expect(isSaved(saved(draft), draft)).toBe(true)
  })

  it('is no longer the same once a field was changed, in whatever order it was written', () => {
    const draft = withDataset(firstDraft, { movies: 10, particles: 20 })
    const other = withDataset(withDataset(firstDraft, { particles: 20 }), { movies: 10 })
    expect(isSaved(saved(draft), other)).toBe(true)
    expect(isSaved(saved(draft), withDataset(draft, { movies: 11 }))).toBe(false)
  })

  it('without a rate leaves the link of the window as it is', () => {
    const plan = saved(firstDraft)
    expect(draftOf(plan, withRate(firstDraft, 7e6)).transfer.bytesPerSecond).toBe(7e6)
  })

  it('has a name, and one of its own', () => {
    expect(nameFault('  ', [])).toBe('A plan needs a name')
    expect(nameFault('GABA-A ', ['GABA-A'])).toBe('Another plan has this name')
    expect(nameFault('a'.repeat(201), [])).toMatch(/200/)
    expect(nameFault('TRPV1', ['GABA-A'])).toBeUndefined()
  })
})

describe('the export', () => {
  const machines = { step: 'class2d', rank: 'cost', unmeasured: true } as const
  const view = (page: Page) => ({ ...firstView, page, machines, source: 'weka-2023' as const })

  it('is of the table in sight', () => {
    const draft = withRate(withDataset(firstDraft, { movies: 10 }), 5e6)
    const of = (page: Page) => tableOf(view(page), draft)
    expect(of('steps')).toEqual({ table: 'steps', dataset: { movies: 10 } })
    expect(of('machines')).toEqual({ table: 'machines', dataset: { movies: 10 }, ...machines })
    expect(of('storage')).toMatchObject({ table: 'storage', hotDays: 30 })
    expect(of('transfer')).toMatchObject({ table: 'transfer', bytesPerSecond: 5e6 })
    expect(of('compare')).toEqual({ table: 'compare', source: 'weka-2023' })
    expect(of('queue')).toBeNull()
  })

  it('of the transfer is none before the rate of the link is known', () => {
    expect(tableOf(view('transfer'), firstDraft)).toBeNull()
  })
})
