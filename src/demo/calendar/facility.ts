/** What the demo facility lends, to whom, by which rules. */
import type { Person, Resource, ResourcesFile } from '@contract/resources'

/** Names of the store's folders and of its colleagues. */
export const krios1 = 'krios1'
export const krios2 = 'krios2'
export const glacios = 'glacios'
export const aquilos = 'aquilos2'
const vitrobot = 'vitrobot'

const facilityZone = 'Europe/Stockholm'

const dayMs = 86_400_000
const training = 'Krios remote'
const permit = 'Site access'

/** A day of the calendar, so many days after `now`. */
const dayFrom = (now: number, days: number): string => new Date(now + days * dayMs).toISOString().slice(0, 10)

function people(user: string, now: number): Person[] {
  const trained = (days: number): Person['training'] => [{ name: training, until: dayFrom(now, days) }]
  const permitted = (days: number): Person['permits'] => [{ name: permit, until: dayFrom(now, days) }]
  return [
    { user, roles: ['operator'], training: trained(412), permits: permitted(240) },
    {
      user: 'tunde',
      name: 'Tunde Okonkwo-Bergström',
      roles: ['operator'],
      training: trained(180),
      permits: permitted(90)
    },
    { user: 'jseo', name: 'Jae-won Seo', roles: ['operator'], training: trained(300), permits: permitted(300) },
    { user: 'iferreira', name: 'Ines Ferreira', roles: ['operator'], training: trained(60), permits: permitted(-4) },
    { user: 'mhorvat', name: 'Mila Horvat', roles: ['operator'], training: trained(30), permits: permitted(200) },
    {
      user: 'vdbroek',
      name: 'Pieter van den Broek',
      roles: ['operator'],
      training: trained(90),
      permits: permitted(90)
    },
    {
      user: 'ehakan',
      name: 'Elin Håkansson',
      roles: ['staff'],
      training: [{ name: training }],
      permits: [{ name: permit }]
    }
  ]
}

function instruments(): Resource[] {
  const kind = 'microscope' as const
  return [
    {
      ...{ name: krios1, label: 'Krios 1', kind, description: 'Titan Krios G4, Falcon 4i, Selectris X', linked: [] },
      reservation: 'krios1-onthefly',
      display: { kind: 'vnc', session: ':1' },
      session: {
        folder: 'krios1/sessions/{year}-{month}-{day}_{user}_{title}',
        folders: ['atlas', 'gain'],
        movies: 'movies'
      },
      rules: {
        ...{ leastMinutes: 240, mostMinutes: 2880, stepMinutes: 30, mostAheadDays: 60, cancelMinutes: 4320 },
        ...{ quota: { minutes: 5760, per: 'month' }, training: [training], permits: [permit], offerMinutes: 60 }
      }
    },
    {
      ...{ name: krios2, label: 'Krios 2', kind, description: 'Titan Krios G3i, K3, BioContinuum', linked: [] },
      display: { kind: 'dcv', session: 'krios2' },
      rules: {
        ...{ leastMinutes: 480, mostMinutes: 4320, stepMinutes: 60, mostAheadDays: 90, cancelMinutes: 4320 },
        ...{ approval: true, training: [training], permits: [permit] }
      }
    },
    {
      ...{ name: glacios, label: 'Glacios', kind, description: 'Glacios 2, Falcon 4i', linked: [] },
      rules: { leastMinutes: 120, mostMinutes: 1440, stepMinutes: 30, mostAheadDays: 30, cancelMinutes: 1440 }
    },
    {
      ...{ name: aquilos, label: 'Aquilos 2', kind, description: 'Cryo-FIB', linked: [] },
      rules: { leastMinutes: 120, mostMinutes: 2880, stepMinutes: 30, roles: ['operator', 'staff'] }
    },
    {
      ...{ name: vitrobot, label: 'Vitrobot A', kind: 'other', description: 'Plunge freezer', linked: [] },
      rules: {
        ...{ leastMinutes: 30, mostMinutes: 240, stepMinutes: 30 },
        staffHours: [{ days: ['mon'], from: '08:00', to: '12:00' }]
      }
    }
  ]
}

/** `now`: milliseconds since 1970; grants end so many days after it. */
export function demoResources(user: string, now: number): ResourcesFile {
  return {
    version: 1,
    timeZone: facilityZone,
    administrators: ['ehakan'],
    people: people(user, now),
    resources: instruments()
  }
}
