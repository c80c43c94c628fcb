import { describe, expect, it, vi } from 'vitest'
import type { Arguments } from '../../../src/main/cli/arguments'
import type { CommandContext } from '../../../src/main/cli/context'
import { facilityTimes } from '../../../src/main/cli/facility-times'

function context(values: Record<string, string>, timeZone = 'Europe/Berlin') {
  const calendar = vi.fn(async () => ({ file: { timeZone } }))
  const args: Pick<Arguments, 'text'> = { text: option => values[option] }
  // Only what is looked at.
  const known = { args, client: async () => ({ bookings: { calendar } }), signal: undefined }
  return { context: known as unknown as CommandContext, calendar }
}
const store = { store: { site: null, folder: '/calendar' } }

describe('times of a calendar’s options', () => {
  it('that are a day begin at midnight of the facility, summer and winter', async () => {
    const { context: asked } = context({ start: '2026-11-21', end: '2026-07-01' })
    const times = await facilityTimes(asked, store, ['start', 'end'])
    expect([times.of('start'), times.of('end')]).toEqual(['2026-11-20T23:00:00Z', '2026-06-30T22:00:00Z'])
  })

  it('that are a day which begins late in its zone begin when it does', async () => {
    // Summer time began at midnight there, so the clock showed 01:00 first.
    const { context: asked } = context({ start: '2017-10-15' }, 'America/Sao_Paulo')
    expect((await facilityTimes(asked, store, ['start'])).of('start')).toBe('2017-10-15T03:00:00Z')
  })

  it('with an offset ask nobody for a zone', async () => {
    const { context: asked, calendar } = context({ start: '2026-11-21T09:00:00+01:00' })
    const times = await facilityTimes(asked, store, ['start', 'end'])
    expect(times.needed('start')).toBe('2026-11-21T08:00:00.000Z')
    expect(calendar).not.toHaveBeenCalled()
    expect(() => times.needed('end')).toThrow('The option --end is missing.')
  })

  it('that no calendar has are refused before anybody is asked', async () => {
    const { context: asked, calendar } = context({ start: '2026-11-21', end: '2026-02-31' })
    await expect(facilityTimes(asked, store, ['start', 'end'])).rejects.toMatchObject({ code: 'usage' })
    expect(calendar).not.toHaveBeenCalled()
  })
})
