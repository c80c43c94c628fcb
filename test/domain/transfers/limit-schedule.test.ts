import { limitAt } from '@domain/transfers/limit-schedule'
import { describe, expect, it } from 'vitest'

const at = (time: string): Date => new Date(`2026-03-02T${time}:00`)

describe('the limit of now', () => {
  const settings = {
    transferLimit: 5000,
    transferSchedule: [
      { from: '09:00', to: '17:00', limit: 2000 },
      { from: '22:00', to: '06:00', limit: null }
    ]
  }
  it.each([
    ['08:59', 5000],
    ['09:00', 2000],
    ['16:59', 2000],
    ['17:00', 5000],
    ['22:00', null],
    ['00:00', null],
    ['05:59', null],
    ['06:00', 5000]
  ])('at %s is %s', (time, limit) => {
    expect(limitAt(at(time), settings)).toBe(limit)
  })

  it('is that of a window that begins and ends at the same time, all day', () => {
    const transferSchedule = [{ from: '08:00', to: '08:00', limit: 4096 }]
    expect(limitAt(at('03:00'), { transferLimit: null, transferSchedule })).toBe(4096)
  })
})
