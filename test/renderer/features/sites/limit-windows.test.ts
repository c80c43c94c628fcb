import { describe, expect, it } from 'vitest'
import { clockTime, newWindow, overlapping } from '../../../../src/renderer/features/sites/limit-windows'

const window = (from: string, to: string) => ({ from, to, limit: 1024 })

describe('limits by time of day', () => {
  it('take a time as the browser gives it, and nothing else', () => {
    expect(clockTime('09:30')).toBe('09:30')
    expect(clockTime('09:30:00')).toBe('09:30')
    expect(clockTime('')).toBeUndefined()
    expect(clockTime('24:00')).toBeUndefined()
  })

  it('are told when two are in each other’s way, over midnight too', () => {
    expect(overlapping([window('08:00', '12:00'), window('12:00', '18:00')])).toBeUndefined()
    expect(overlapping([window('22:00', '06:00'), window('05:00', '07:00')])).toBe(
      '22:00 to 06:00 and 05:00 to 07:00 overlap: the first one holds.'
    )
    expect(overlapping([window('10:00', '10:00'), window('03:00', '04:00')])).toContain('overlap')
    expect(overlapping([window('22:00', '00:00'), window('00:00', '02:00')])).toBeUndefined()
  })

  it('begin with the working day and go on where the last one ends', () => {
    expect(newWindow([])).toMatchObject({ from: '08:00', to: '18:00' })
    expect(newWindow([window('08:00', '18:00')])).toMatchObject({ from: '18:00', to: '08:00' })
  })
})
