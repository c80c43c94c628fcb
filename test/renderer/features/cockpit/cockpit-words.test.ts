import type { CockpitLook, Collected, SessionBacklog, StoragePlace } from '@contract/cockpit'
import type { Session } from '@contract/sessions'
import type { ConnectionView } from '@contract/sites'
import type { Watch, WatchDestination } from '@contract/watch'
import { describe, expect, it } from 'vitest'
import { sessionOf } from '../../../../src/domain/sessions/session'
import { careOf } from '../../../../src/renderer/features/cockpit/care-words'
import {
  backlogWords,
  copyState,
  copyWords,
  fullWords,
  lastWords,
  lookCare,
  paceWords
} from '../../../../src/renderer/features/cockpit/cockpit-words'
import { sparkPath } from '../../../../src/renderer/features/cockpit/figures-band'
import { pictureSide, recentPlot } from '../../../../src/renderer/features/cockpit/middle-band'
import { scaleBar } from '../../../../src/renderer/features/cockpit/pictures'
import { wallZoom } from '../../../../src/renderer/features/cockpit/use-wall'
import { facility, slot } from '../../../domain/sessions/session-fixture'

const zone = 'Europe/Stockholm'
const end = Date.parse('2026-11-18T08:00:00Z')

const place = (known: Partial<StoragePlace> = {}): StoragePlace => ({
  ...{ site: 'north', path: '/gpfs/krios1', holds: 'movies', totalBytes: 12e12, freeBytes: 2.8e12 },
  ...{ quotaLeftBytes: null, bytesPerHour: 2e11, fullAt: '2026-11-18T08:16:00Z', beforeEnd: false, error: null },
  ...known
})

const collected = (movies: number[]): Collected => ({
  ...{ movies: 40, bytes: 3 * 1024 ** 3, firstAt: null, lastAt: '2026-11-17T10:00:00Z', last: null },
  ...{ moviesPerHour: 120, bytesPerHour: 1, expectedMovies: 100 },
  recent: movies.map((count, at) => ({ from: new Date(at * 300_000).toISOString(), movies: count }))
})

describe('a session in words', () => {
  it('says when a place runs full against the end of the session', () => {
    expect(fullWords(place(), end, zone)).toBe('Full Wed 09:16 CET, 16 min after the end')
    expect(fullWords(place({ fullAt: '2026-11-18T05:00:00Z' }), end, zone)).toBe(
      'Full Wed 06:00 CET, 3 h before the end'
    )
    expect(fullWords(place({ fullAt: null }), end, zone)).toBeNull()
    expect(fullWords(place({ fullAt: null, beforeEnd: true }), end, zone)).toBe(
      'Room too small for what waits to be copied'
    )
    expect(fullWords(place({ quotaLeftBytes: 2.8e12 }), end, zone)).toBe(
      'Quota used up Wed 09:16 CET, 16 min after the end'
    )
  })

  it('says when the backlog clears, or why that is not known', () => {
    const backlog: SessionBacklog = {
      ...{
        watch: 'w',
        place: { kind: 'local', path: '/a' },
        state: 'sending',
        verified: 1204,
        files: 3,
        bytes: 100,
        oldest: null
      },
      ...{ arrivingPerHour: 1, sentPerHour: 2, clearsAt: '2026-11-18T07:00:00Z', beforeEnd: true, leftAtEndBytes: 0 }
    }
    const words = (known: Partial<SessionBacklog>) =>
      backlogWords({ ...backlog, ...known }, end - 2 * 3_600_000, end, zone)
    expect(words({})).toBe('clears Wed 08:00 CET, in 1 h')
    expect(words({ clearsAt: '2026-11-18T10:00:00Z' })).toBe('clears Wed 11:00 CET, 2 h after the end')
    expect(words({ files: 0 })).toBe('everything is copied')
    expect(words({ clearsAt: null })).toBe('how fast it is sent is not known yet')
    expect(words({ clearsAt: null, state: 'trouble' })).toBe('files do not arrive')
    const copies = (known: Partial<SessionBacklog>) => {
      const one = { ...backlog, ...known }
      return [copyState(one), copyWords(one, end - 2 * 3_600_000, end, zone)]
    }
    expect(copies({})).toEqual(['up', '1,204 verified · 3 to go, clears Wed 08:00 CET, in 1 h'])
    expect(copies({ files: 0 })).toEqual(['verified', '1,204 verified · everything is copied'])
    expect(copies({ state: 'trouble', clearsAt: null })).toEqual([
      'failed',
      '1,204 verified · 3 to go, files do not arrive'
    ])
    // Nothing is proven, so nothing wears the shield.
    expect(copies({ files: 0, verified: 0 })).toEqual(['waiting', 'nothing to copy yet'])
  })

  it('says how the last minutes were, leaving out the span that is not over', () => {
    expect(paceWords(collected([10, 10, 10, 1]))).toBe('steady over the last hour')
    expect(paceWords(collected([10, 5, 5, 9]))).toBe('lately −50 %')
    expect(paceWords(collected([10]))).toBe('over the last hour')
    expect(lastWords(collected([]), Date.parse('2026-11-17T10:00:09Z'))).toBe('3.0 GiB · last 9 s ago')
  })

  it('warns of what a look warns of', () => {
    const look: CockpitLook = {
      ...{ asOf: '2026-11-17T10:00:00Z', nextAt: null, collected: null, quality: null },
      ...{ storage: [place({ beforeEnd: true, fullAt: '2026-11-18T05:00:00Z' }), place()] },
      errors: { collected: null, quality: null }
    }
    expect(lookCare(look, end, zone)).toEqual(['/gpfs/krios1: Full Wed 06:00 CET, 3 h before the end.'])
    expect(lookCare(null, end, zone)).toEqual([])
  })

  it('tells what needs a person, the worst first', () => {
    const file = facility()
    const [resource] = file.resources
    if (!resource) throw new Error('no resource')
    const facts = { store: { site: 'north', folder: '/b' }, file, bookings: [slot()], clockOffsetMs: 0 }
    const known = { records: [], log: [] }
    const one = sessionOf({ ...facts, user: 'mlindq', at: Date.parse(slot().start) }, slot(), resource, known)
    const failed = one.steps.map(step => ({ ...step, state: 'failed' as const, text: 'Folder' })).slice(0, 1)
    const session: Session = { ...one, steps: failed, people: [] }
    // Only what is looked at.
    const link = { site: 'north', host: 'main', state: 'lost' } as ConnectionView
    const care = careOf({ sessions: [session], transfers: [], links: [link], watches: [] })
    expect(care.map(({ state, go }) => [state, go])).toEqual([
      ['failed', 'calendar'],
      ['warning', 'links']
    ])
    expect(careOf({ sessions: [], transfers: [], links: [], watches: [] })).toEqual([])
  })

  it('tells of a watched folder that is not followed, and of places at which its files do not arrive', () => {
    const to = (path: string, state: WatchDestination['state']) => ({ place: { kind: 'local', path }, state })
    const destinations = [to('/tape', 'trouble'), to('/near', 'sending')]
    // Only what is looked at.
    const watch = { id: 'w1', name: 'run7', state: 'waiting', destinations } as Watch
    const care = careOf({ sessions: [], transfers: [], links: [], watches: [watch] })
    expect(care.map(({ state, go, text }) => [state, go, text])).toEqual([
      ['failed', 'files', 'Files of the watched folder run7 do not arrive at /tape.'],
      ['warning', 'files', 'The watched folder run7 cannot be followed now.']
    ])
  })

  it('counts what is of one kind instead of telling hundreds of sentences', () => {
    const destinations = [{ place: { kind: 'local', path: '/tape' }, state: 'trouble' }]
    const watches = Array.from(
      { length: 1200 },
      // Only what is looked at.
      (_, at) => ({ id: `w${at}`, name: `run${at}`, state: 'waiting', destinations }) as Watch
    )
    expect(careOf({ sessions: [], transfers: [], links: [], watches }).map(({ text }) => text)).toEqual([
      'Files of watched folders do not arrive at 1,200 places.',
      '1,200 watched folders cannot be followed now.'
    ])
  })
})

describe('what is drawn', () => {
  it('has a scale bar of a round length', () => {
    expect(scaleBar(2990)).toEqual({ share: 500 / 2990, label: '50 nm' })
    expect(scaleBar(200)?.label).toBe('50 Å')
    expect(scaleBar(5)).toBeNull()
  })

  it('has pictures that leave the plots their room', () => {
    expect(pictureSide(1116, 315, 2)).toBe(257)
    expect(pictureSide(1116, 900, 2)).toBe(336)
    expect(pictureSide(500, 300, 2)).toBe(120)
  })

  it('has a line of the spans that are over, and nothing of fewer than two', () => {
    expect(sparkPath(collected([1, 2, 9]).recent, 72, 20)).toBe('M0.0 10.0L72.0 2.0')
    expect(sparkPath(collected([1, 2]).recent, 72, 20)).toBe('')
    expect(recentPlot(collected([1, 2])).series[0]?.values).toEqual([1, 2])
  })

  it('is larger on a wall, never smaller', () => {
    expect(wallZoom(2560, 1440)).toBeCloseTo(1.967, 2)
    expect(wallZoom(1024, 700)).toBe(1)
  })
})
