import type { Booking } from '@contract/booking'
import type { Resource, ResourcesFile } from '@contract/resources'

/** A booking of 24 hours that begins on Tuesday 17 November 2026, 09:00 in Stockholm. */
export const sample: Booking = {
  ...{ uid: 'a@farscope.test', resource: 'krios1', title: 'GABA-A', status: 'confirmed', owner: 'mlindq' },
  ...{ start: '2026-11-17T08:00:00Z', end: '2026-11-18T08:00:00Z', account: '', note: '', handOver: '' },
  people: [{ user: 'mlindq', role: 'operator' }],
  ...{
    group: null,
    series: null,
    freed: [],
    created: '2026-01-01T00:00:00Z',
    changed: '2026-01-01T00:00:00Z',
    sequence: 0
  }
}

export const krios: Resource = {
  ...{ name: 'krios1', label: 'Krios 1', kind: 'microscope', linked: [] },
  rules: { leastMinutes: 480, mostMinutes: 2880, stepMinutes: 60, quota: { minutes: 5760, per: 'week' } }
}

export const sampleFile: ResourcesFile = {
  ...{ version: 1, timeZone: 'Europe/Stockholm', administrators: ['boss'] },
  people: [{ user: 'mlindq', name: 'Marta Lindqvist', roles: ['operator'], training: [], permits: [] }],
  resources: [krios, { name: 'glacios', kind: 'microscope', linked: [], rules: {} }]
}
