import { demoProfileName } from '@domain/cloud/profiles'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { filesMark } from '../../../src/renderer/app/rail-items'
import { clockCells, networkCells, spendCells, transferCells } from '../../../src/renderer/app/strip'
import { sampleTransfer as running } from '../../contract/sample-transfer'
import { someMachine, someRun } from '../../domain/cloud/spend/some-runs'

const words = (...transfers: Parameters<typeof transferCells>[0]): string =>
  transferCells(transfers)
    .map(({ content }) => renderToString(content).replace(/<[^>]*>/g, ' '))
    .join('|')
    .replace(/\s+/g, ' ')

describe('the strip', () => {
  it('says how many move, how fast, and what is to go', () => {
    expect(words(running)).toContain('1 transfer 1.0 KiB/s 3.0 KiB to go')
    expect(words({ ...running, scanning: true })).toContain('3.0 KiB or more to go')
  })

  it('says why nothing moves', () => {
    expect(words()).toContain('Nothing moving')
    expect(words({ ...running, state: 'paused' }, { ...running, state: 'waiting' })).toContain('1 waiting, 1 paused')
    expect(words({ ...running, hold: 'link' })).toContain('1 held')
  })

  it('counts the files that failed', () => {
    expect(words({ ...running, state: 'finished-with-errors', failedCount: 3 })).toContain('3 files failed')
  })

  it('says that the computer is offline, and nothing of a network that is there', () => {
    expect(networkCells(true)).toEqual([])
    expect(
      networkCells(false)
        .map(({ content }) => renderToString(content))
        .join('')
    ).toContain('offline')
  })
})

describe('the cell of the cloud', () => {
  const text = (...cells: Parameters<typeof spendCells>): string =>
    spendCells(...cells)
      .map(({ content }) => renderToString(content).replace(/<[^>]*>/g, ''))
      .join('')

  it('is there while a machine is, with its price and what today has cost', () => {
    const run = someRun({ machine: someMachine() })
    expect(spendCells([someRun({ state: 'done' })], null)).toEqual([])
    expect(text([run], null)).toContain('1 cloud machine $1.20/h, today unknown')
    const total = { usd: 18.42, unknown: 0 }
    const today = { at: '', from: '', to: '', by: 'day' as const, rows: [], days: [], usdPerHour: 1.2, budgets: [] }
    expect(text([run], { ...today, total, makeBelieve: null })).toContain('$18.42 today')
    const ofDemo = someRun({ machine: someMachine(), profile: demoProfileName })
    expect(text([ofDemo], { ...today, total, makeBelieve: null })).toContain(
      '1 demo machine make-believe, $18.42 today'
    )
  })
})

describe('the clocks', () => {
  const texts = (...cells: Parameters<typeof clockCells>): string[] =>
    clockCells(...cells).map(({ content }) => renderToString(content).replace(/<[^>]*>/g, ''))

  it('are those of the facility, by its own clock, and of this computer', () => {
    const now = Date.parse('2026-01-15T12:00:00Z')
    const [facility, here] = texts(now, { timeZone: 'Asia/Kolkata', clockOffsetMs: 61_000 })
    expect(facility).toContain('Facility 17:31:01')
    expect(here).toContain('Here')
  })

  it('are only that of this computer where no facility is known', () => {
    expect(texts(0, null)).toHaveLength(1)
  })
})

describe('the mark of the files in the rail', () => {
  it('is the worst of the transfers', () => {
    expect(filesMark([])).toBeUndefined()
    expect(filesMark([running])).toBe('running')
    expect(filesMark([running, { ...running, hold: 'sign-in' }])).toBe('warning')
    expect(filesMark([running, { ...running, state: 'failed' }])).toBe('failed')
    expect(filesMark([{ ...running, state: 'paused' }])).toBeUndefined()
  })
})
