import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStoreClock } from '../../src/main/bookings/store-clock'
import { movedClock } from '../../src/main/moved-clock'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farscope-clock-'))
  file = join(folder, 'ahead')
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const hour = 3_600_000

describe('the clocks of calendars', () => {
  it('are what they tell, unless the environment names a file', () => {
    expect(movedClock({}).storesAheadMs).toBeUndefined()
    expect(movedClock({ FARSCOPE_STORE_CLOCK_FILE: '' }).storesAheadMs).toBeUndefined()
  })

  it('are moved by the whole number in the file, as it is at each look', () => {
    const clock = createStoreClock(movedClock({ FARSCOPE_STORE_CLOCK_FILE: file }), 0)
    expect(clock.offsetMs).toBe(0)
    for (const ahead of [hour, -hour]) {
      writeFileSync(file, `${ahead}\n`)
      expect(clock.offsetMs).toBe(ahead)
      expect(Math.abs(clock.now() - Date.now() - ahead)).toBeLessThan(60_000)
    }
    for (const wrong of ['', 'soon', '1.5', 'Infinity']) {
      writeFileSync(file, wrong)
      expect(clock.offsetMs).toBe(0)
    }
  })

  it('are kept for the next run as they were measured, and files age by them alone', () => {
    writeFileSync(file, String(hour))
    const clock = createStoreClock(movedClock({ FARSCOPE_STORE_CLOCK_FILE: file }), 0)
    const now = Date.now()
    clock.learn({ mtime: Math.floor(now / 1000) - 600, owner: '1000' }, now, now)
    expect(Math.abs(clock.measuredMs + 600_000)).toBeLessThan(2000)
    expect(clock.offsetMs).toBe(clock.measuredMs + hour)
    expect(clock.isOlder(Math.floor(now / 1000) - 600, 30_000)).toBe(false)
    expect(clock.isOlder(Math.floor(now / 1000) - 700, 30_000)).toBe(true)
  })
})
