import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { ownersIn } from '../../src/demo/calendar/accounts'
import { demoBookings, demoWaiting } from '../../src/demo/calendar/bookings'
import { makeCalendar } from '../../src/demo/calendar/calendar'
import { demoResources } from '../../src/demo/calendar/facility'
import { overlaps } from '../../src/domain/bookings/booking'
import { storeFaults } from '../../src/domain/bookings/faults'
import { readCalendar } from '../../src/domain/bookings/read-ics'
import { parseResources } from '../../src/domain/bookings/resources-file'
import { displayRight } from '../../src/domain/sessions/display-right'

const now = new Date('2026-03-29T00:47:12Z')
let home: string
afterEach(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))

function made() {
  home = mkdtempSync(join(tmpdir(), 'farscope-calendar-'))
  makeCalendar(home, 'sam', now)
  const root = join(home, 'bookings')
  const { file } = parseResources(readFileSync(join(root, 'resources.json'), 'utf8'), 'resources.json')
  const bookings = file.resources.flatMap(({ name }) =>
    readdirSync(join(root, name))
      .filter(entry => entry.endsWith('.ics'))
      .flatMap(entry =>
        readCalendar(readFileSync(join(root, name, entry), 'utf8'), {
          ...{ resource: name, zone: file.timeZone, owner: ownersIn(join(root, name))(entry) ?? 'sam' }
        })
      )
  )
  return { root, file, bookings }
}

describe('the calendar of the demo facility', () => {
  it('has no two bookings of one instrument at the same time', () => {
    const { bookings } = made()
    expect(bookings.length).toBeGreaterThan(8)
    for (const one of bookings)
      for (const other of bookings)
        if (one.uid !== other.uid && one.resource === other.resource) expect(overlaps(one, other)).toBe(false)
  })

  it('has a session of the user that runs now and opens its display', () => {
    const { file, bookings } = made()
    const booking = bookings.find(
      one => one.people.some(({ user }) => user === 'sam') && Date.parse(one.start) <= now.getTime()
    )
    const resource = file.resources.find(({ name }) => name === booking?.resource)
    if (!booking || !resource) throw new Error('no session runs')
    expect(displayRight({ file, resource, booking, user: 'sam', at: now.getTime() })).toMatchObject({
      right: 'control'
    })
  })

  it('says of each file whose it is, and every owner is one of its people', () => {
    const { root, file, bookings } = made()
    for (const { resource, uid, owner } of bookings) {
      expect(ownersIn(join(root, resource))(`${uid}.ics`) ?? 'sam').toBe(owner)
      expect(file.people.map(({ user }) => user)).toContain(owner)
    }
  })

  it('breaks none of its own rules, whenever it is made', () => {
    for (let hour = 0; hour < 24 * 8; hour += 1) {
      const at = now.getTime() + hour * 3_600_000
      const [file, bookings] = [demoResources('sam', at), demoBookings('sam', at)]
      const state = { file, bookings, waiting: demoWaiting(at), caller: 'sam', now: new Date(at).toISOString() }
      expect(storeFaults(state).map(({ message }) => message)).toEqual([])
    }
  })

  it('is made anew at each start', () => {
    const { root } = made()
    rmSync(join(root, 'krios1'), { recursive: true })
    makeCalendar(home, 'sam', now)
    expect(readdirSync(join(root, 'krios1')).length).toBeGreaterThan(3)
  })
})
