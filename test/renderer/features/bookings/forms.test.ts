import { describe, expect, it } from 'vitest'
import {
  changeOf,
  draftOf,
  draftSlot,
  draftWrong,
  newDraft,
  wallInstant,
  wishOf
} from '../../../../src/renderer/features/bookings/dialogs/book-draft'
import { linkedNames, plannedDates } from '../../../../src/renderer/features/bookings/dialogs/plan-list'
import { noRepeat, repeatRule, repeatTrouble } from '../../../../src/renderer/features/bookings/dialogs/repeat'
import { asResourceName } from '../../../../src/renderer/features/bookings/new-store'
import { asKind } from '../../../../src/renderer/features/bookings/rules/display-fields'
import { errorUnder, fileErrors, namesOf } from '../../../../src/renderer/features/bookings/rules/rules-draft'
import { parseSpan } from '../../../../src/renderer/features/bookings/rules/span-field'
import { krios, sample, sampleFile } from './booking-fixture'

const zone = 'Europe/Stockholm'

describe('a booking that is filled in', () => {
  const draft = draftOf(sample, zone)

  it('is shown by the facility’s clock and goes back to the same instants', () => {
    expect([draft.startDate, draft.startTime, draft.endTime]).toEqual(['2026-11-17', '09:00', '09:00'])
    expect(draftSlot(draft, zone)).toEqual({ slot: { start: sample.start, end: sample.end } })
  })

  it('ends a day at 24:00, and takes no 25:00', () => {
    expect(wallInstant('2026-11-17', '24:00', zone)).toBe(Date.parse('2026-11-17T23:00:00Z'))
    expect(wallInstant('2026-11-17', '25:00', zone)).toBeNull()
    expect(wallInstant('', '09:00', zone)).toBeNull()
  })

  it('says at which field it is wrong', () => {
    expect(draftWrong({ ...draft, startTime: 'nine' }, zone)?.field).toBe('startTime')
    expect(draftWrong({ ...draft, endDate: '2026-11-16' }, zone)).toEqual({
      field: 'endTime',
      message: 'It ends before it begins.'
    })
    expect(draftWrong({ ...draft, people: [{ user: '', role: 'operator' }] }, zone)?.field).toBe('people')
    expect(draftWrong(draft, zone)).toBeNull()
  })

  it('asks for what differs alone when it is changed', () => {
    const slot = { start: sample.start, end: sample.end }
    expect(changeOf(draft, slot, sample)).toEqual({})
    expect(changeOf({ ...draft, title: ' Grid 4 ' }, slot, sample)).toEqual({ title: 'Grid 4' })
    expect(changeOf(draft, { ...slot, end: '2026-11-18T09:00:00Z' }, sample)).toEqual({ end: '2026-11-18T09:00:00Z' })
  })

  it('is nobody’s session when it closes the instrument', () => {
    const slot = { start: sample.start, end: sample.end }
    const service = { ...newDraft('krios1', slot, 'boss', zone), service: true }
    expect(wishOf(service, slot)).toMatchObject({ status: 'blocked', people: [] })
    expect(wishOf(newDraft('krios1', slot, 'mlindq', zone), slot)).not.toHaveProperty('repeat')
  })
})

describe('a rule to repeat by', () => {
  it('is written as RFC 5545 has it', () => {
    expect(repeatRule(noRepeat)).toBeUndefined()
    expect(repeatRule({ ...noRepeat, kind: 'weekly', every: 2, days: ['thu', 'mon'] })).toBe(
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=4'
    )
    expect(repeatRule({ ...noRepeat, kind: 'daily', ends: 'until', until: '2026-12-24' })).toBe(
      'FREQ=DAILY;UNTIL=20261224'
    )
  })

  it('has an end, and says what is missing', () => {
    expect(repeatTrouble({ ...noRepeat, kind: 'daily', count: undefined })).toContain('how many')
    expect(repeatTrouble({ ...noRepeat, kind: 'weekly', ends: 'until' })).toContain('last day')
    expect(repeatTrouble({ ...noRepeat, kind: 'custom', rule: ' ' })).toContain('FREQ=')
  })
})

describe('a plan of several', () => {
  const refusal = { rule: 'conflict', message: 'Taken.', with: [], instead: null } as const
  const plan = {
    bookings: [
      { booking: sample, refusals: [] },
      { booking: { ...sample, uid: 'b', resource: 'glacios' }, refusals: [{ ...refusal, with: [] }] },
      { booking: { ...sample, uid: 'c', start: '2026-11-10T08:00:00Z' }, refusals: [] }
    ]
  }

  it('is told by its dates, with what stands against any resource of each', () => {
    expect(plannedDates(plan).map(({ start, refusals }) => [start.slice(0, 10), refusals.length])).toEqual([
      ['2026-11-10', 0],
      ['2026-11-17', 1]
    ])
  })

  it('names what is booked along', () => {
    expect(linkedNames(plan, 'krios1')).toEqual(['glacios'])
  })
})

describe('the rules while they are edited', () => {
  it('can be saved as they were read', () => {
    expect([...fileErrors(sampleFile)]).toEqual([])
  })

  it('say at each field what is wrong with it', () => {
    const wrong = fileErrors({
      ...sampleFile,
      timeZone: 'Europe/Atlantis',
      administrators: [],
      resources: [{ ...krios, linked: ['nowhere'], rules: { leastMinutes: 600, mostMinutes: 60 } }, krios]
    })
    expect(wrong.get('timeZone')).toContain('time zone')
    expect(wrong.get('administrators')).toContain('administrator')
    expect(wrong.get('resources.0.linked')).toBe('nowhere is no other resource.')
    expect(wrong.get('resources.1.name')).toBe('Two are called krios1.')
    expect(errorUnder(wrong, 'resources.0.rules')).toBe('The longest is shorter than the shortest.')
  })

  it('say what is wrong with the display and the folders of a resource', () => {
    const wrong = fileErrors({
      ...sampleFile,
      resources: [
        { ...krios, display: { kind: 'command' }, session: { folder: '{yaer}/{user}', folders: ['../up'] } },
        { ...krios, name: 'k2', display: { kind: 'fastx', url: 'nowhere', port: 99_999 } },
        { ...krios, name: 'k3', session: { folder: ' ', folders: [], movies: '{title}/movies' } }
      ]
    })
    expect(errorUnder(wrong, 'resources.0.display')).toContain('needs its command')
    expect(wrong.get('resources.0.session.folder')).toContain('knows no {yaer}. It may hold {year} {month}')
    expect(wrong.get('resources.0.session.folders')).toContain('".."')
    expect([wrong.has('resources.1.display.url'), wrong.has('resources.1.display.port')]).toEqual([true, true])
    expect(wrong.get('resources.2.session.folder')).toBe('Say which folder is made.')
    expect(wrong.size).toBe(6)
  })

  it('keep of a display what its other kind reads, too', () => {
    const display = { kind: 'fastx', host: 'viz', port: 3300, url: 'https://fx.example' } as const
    expect(asKind(display, 'dcv')).toEqual({ kind: 'dcv', host: 'viz', port: 3300 })
    expect(asKind(undefined, 'vnc')).toEqual({ kind: 'vnc' })
  })

  it('take lengths as people write them', () => {
    expect(['8 h', '90', '1 h 30 min', '2 d', '1.5h', ''].map(parseSpan)).toEqual([480, 90, 90, 2880, 90, undefined])
    expect(parseSpan('a while')).toBeNull()
  })

  it('take names with commas between', () => {
    expect(namesOf(' Krios remote, ,Cryo safety ')).toEqual(['Krios remote', 'Cryo safety'])
    expect(asResourceName('Krios 1 (new)')).toBe('krios-1-new-')
  })
})
