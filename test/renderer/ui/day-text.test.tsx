import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { DateField } from '../../../src/renderer/ui/date-field'
import { dayText, laterDay, parseDay } from '../../../src/renderer/ui/day-text'

describe('days as people type them', () => {
  it('are read with the year first, with the month as a word, and with dots', () => {
    for (const text of ['2026-11-03', ' 2026-11-3', '3 Nov 2026', '03 november 2026', '3. Nov. 2026', '3.11.2026'])
      expect(parseDay(text)).toBe('2026-11-03')
  })

  it('are not guessed where the month could be the day, or where no calendar has them', () => {
    for (const text of ['11/03/2026', '2026-02-30', '31 Apr 2026', '3 Foo 2026', '3 Nov 26', '', 'soon'])
      expect(parseDay(text)).toBeUndefined()
  })

  it('are shown with the month as a word, and what is no day as it was typed', () => {
    expect([dayText('2026-11-03'), dayText(''), dayText('2026-1')]).toEqual(['3 Nov 2026', '', '2026-1'])
  })

  it('go on over the ends of months and years', () => {
    expect([laterDay('2026-12-31', 1), laterDay('2028-03-01', -1), laterDay('', 1)]).toEqual([
      '2027-01-01',
      '2028-02-29',
      undefined
    ])
  })
})

describe('the field for a day', () => {
  const drawn = (value: string): string =>
    renderToString(<DateField label='Begins' value={value} onChange={() => undefined} />)

  it('shows the day in a form that is the same on every computer', () => {
    expect(drawn('2026-11-03')).toContain('value="3 Nov 2026"')
  })

  it('says what it cannot read, and nothing of an empty one', () => {
    expect(drawn('11/03/2026')).toContain('aria-invalid="true"')
    expect(drawn('')).not.toContain('aria-invalid')
  })
})
