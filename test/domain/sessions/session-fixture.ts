import type { Booking } from '../../../src/contract/booking'
import { type ResourcesFile, resourcesFileSchema } from '../../../src/contract/resources'

/** A facility with one microscope that shows its display, asks for training, and makes a folder. */
export const facility = (known: Partial<ResourcesFile> = {}): ResourcesFile => ({
  ...resourcesFileSchema.parse({
    version: 1,
    timeZone: 'Europe/Stockholm',
    administrators: ['head'],
    people: [
      { user: 'mlindq', name: 'Marta Lindqvist', training: [{ name: 'Krios', until: '2027-11-01' }] },
      { user: 'tunde', training: [{ name: 'Krios' }] },
      { user: 'ines', training: [{ name: 'Krios', until: '2026-11-20' }] }
    ],
    resources: [
      {
        ...{ name: 'krios1', label: 'Krios 1', kind: 'microscope' },
        display: { kind: 'vnc', session: ':1' },
        session: { folder: '/data/{resource}/{year}-{month}-{day}_{title}', folders: ['gain'], movies: 'movies' },
        rules: { training: ['Krios'], mostMinutes: 2880 }
      }
    ]
  }),
  ...known
})

/** On Krios 1, 21 November 2026, 08:00 to 16:00 UTC (09:00 to 17:00 in Stockholm). */
export function slot(known: Partial<Booking> = {}): Booking {
  return {
    ...{ uid: 'b1@farscope', resource: 'krios1', start: '2026-11-21T08:00:00Z', end: '2026-11-21T16:00:00Z' },
    ...{ title: 'apoferritin', status: 'confirmed', owner: 'mlindq' },
    people: [
      { user: 'mlindq', role: 'operator' },
      { user: 'tunde', role: 'collaborator' },
      { user: 'ines', role: 'collaborator' }
    ],
    ...{ group: null, series: null, note: '', sequence: 0, handOver: '', account: '', freed: [] },
    ...{ created: '2026-11-01T10:00:00Z', changed: '2026-11-01T10:00:00Z' },
    ...known
  }
}
