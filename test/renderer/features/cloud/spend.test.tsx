import type { BudgetState } from '@contract/cloud-spend'
import type { ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Budgets } from '../../../../src/renderer/features/cloud/spend/budgets'
import { readBudgets } from '../../../../src/renderer/features/cloud/spend/budgets-dialog'
import { pastDays, spendPlot } from '../../../../src/renderer/features/cloud/spend/spend-plot'
import { budgetMark, monthOf, rowName } from '../../../../src/renderer/features/cloud/spend/spend-words'

const html = (drawn: ReactNode): string => renderToString(drawn).replaceAll('<!-- -->', '')
const budget: BudgetState = {
  ...{ project: null, usd: 60, per: 'month', stop: true, spentUsd: 49, mostUsd: 67.64, unknown: 1, reached: 80 },
  makeBelieve: false
}
const draft = { project: '', usd: 60, per: 'month' as const, stop: false }

const dayOf = (day: string, usd: number, makeBelieveUsd: number) => ({
  ...{ day, usd, unknown: 0, makeBelieveUsd, makeBelieveUnknown: 0 }
})

describe('budgets', () => {
  it('tell what is spent, what it may come to, and what is not in it', () => {
    const drawn = html(<Budgets budgets={[budget]} onEdit={() => undefined} />)
    expect(drawn).toContain('$49.00 of $60.00 a month (82 %), to $67.64 with what runs, 1 of unknown price not in it')
    expect(drawn).toContain('aria-valuenow="82"')
    for (const mark of ['50 %', '80 %', '100 %']) expect(drawn).toContain(`title="${mark}"`)
  })

  it('of the demo stand for themselves, and say so', () => {
    const drawn = html(<Budgets budgets={[budget, { ...budget, makeBelieve: true }]} onEdit={() => undefined} />)
    expect(drawn).toContain('aria-label="Used of the budget of Everything"')
    expect(drawn).toContain('aria-label="Used of the make-believe budget of Everything"')
    expect(drawn.match(/>make-believe</g)).toHaveLength(1)
  })

  it('differ by shape and word at each mark', () => {
    const marks = ([0, 50, 80, 100] as const).map(reached => budgetMark({ reached, stop: true }))
    expect(new Set(marks.map(({ state }) => state)).size).toBe(4)
    expect(marks.at(-1)?.word).toContain('nothing more is launched')
    expect(html(<Budgets budgets={[]} onEdit={() => undefined} />)).toContain('No budget is set')
  })

  it('are read as they are typed, each project once', () => {
    expect(readBudgets([draft, { ...draft, project: ' ribosome ' }])).toEqual({
      budgets: [
        { project: null, usd: 60, per: 'month', stop: false },
        { project: 'ribosome', usd: 60, per: 'month', stop: false }
      ]
    })
    expect(readBudgets([draft, draft])).toMatchObject({ at: 1 })
    expect(readBudgets([{ ...draft, usd: undefined }])).toMatchObject({
      ...{ at: 0, field: 'usd', text: 'Say how many dollars.' }
    })
  })
})

describe('the spend in words', () => {
  it('names rows by what they are of', () => {
    const row = { key: '', label: '', runs: 1, machineSeconds: 1, usd: 1, unknown: 0, makeBelieve: false }
    expect(rowName(row, 'project')).toBe('of no project')
    expect(rowName({ ...row, key: '2026-11-22' }, 'day')).toContain('22 Nov')
    expect(rowName({ ...row, key: 'r1', label: 'Refine' }, 'run')).toBe('Refine')
  })

  it('asks for whole months of UTC', () => {
    const now = Date.parse('2026-01-31T23:30:00Z')
    expect(monthOf(now, 0)).toEqual({ from: '2026-01-01', to: '2026-01-31' })
    expect(monthOf(now, 1)).toEqual({ from: '2025-12-01', to: '2025-12-31' })
  })

  it('draws a bar for each day, also for those without any', () => {
    const plot = spendPlot([dayOf('2026-11-21', 0, 0), dayOf('2026-11-22', 3, 0)])
    expect(plot.series).toHaveLength(1)
    expect(spendPlot([dayOf('2026-11-22', 3, 2)]).series).toMatchObject([
      { kind: 'bars', values: [3] },
      { label: 'demo, make-believe', values: [2] }
    ])
    const days = [dayOf('2026-11-22', 3, 0), dayOf('2026-11-23', 0, 0)]
    expect(pastDays({ days, at: '2026-11-22T23:59:00Z' })).toHaveLength(1)
    expect(plot.series[0]).toMatchObject({ kind: 'bars', values: [0, 3] })
    expect(plot.axis.words?.(plot.axis.values[1] ?? 0)).toBe('22 Nov')
  })

  it('marks a day that had machines of unknown price, and draws no bar for what is not known', () => {
    const plot = spendPlot([
      { ...dayOf('2026-11-21', 1, 0), usd: null, unknown: 2 },
      { ...dayOf('2026-11-22', 3, 0), unknown: 1 },
      dayOf('2026-11-23', 4, 0)
    ])
    expect(plot.series).toMatchObject([
      { kind: 'bars', values: [null, 3, 4] },
      { kind: 'outliers', values: [0, 3, null] }
    ])
    expect(plot.axis.values.map(at => plot.axis.words?.(at))).toEqual([
      ...['21 Nov, 2 of unknown price', '22 Nov, 1 of unknown price', '23 Nov']
    ])
  })
})
