/** A calendar on this computer, as another program would have left it: the week of the look's picture. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Booking, BookingStatus } from '@contract/booking'
import type { Resource, ResourceRules, ResourcesFile } from '@contract/resources'
import { isoSeconds } from '@domain/bookings/booking'
import { bookingFile } from '@domain/bookings/ics'
import { Temporal } from 'temporal-polyfill'

export const me = userInfo().username
export const zone = 'Europe/Stockholm'
const hour = 3_600_000

/** Begin of the week of a moment in the facility's zone. Milliseconds since 1970. */
export function weekStart(at: number): number {
  const day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).startOfDay()
  return day.subtract({ days: day.dayOfWeek - 1 }).epochMilliseconds
}

/** The week after the one that it is now: nothing of it is over. */
export const nextWeek = (): number => weekStart(weekStart(Date.now()) + 8 * 86_400_000)

const names: Readonly<Record<string, string>> = {
  [me]: 'Marta Lindqvist',
  tokonkwo: 'Tunde Okonkwo-Bergström',
  jseo: 'Jae-won Seo',
  iferreira: 'Ines Ferreira',
  bnovak: 'Božena Novák',
  vbroek: 'Willem van den Broek',
  dhorvat: 'Dora Horvat'
}

/** `administrators`: who may change its rules; others are bound by them. */
export function resourcesFile(administrators: readonly string[]): ResourcesFile {
  const microscope = (name: string, label: string, description: string, rules: ResourceRules = {}): Resource => ({
    ...{ name, label, description, kind: 'microscope', linked: [], rules }
  })
  return {
    version: 1,
    timeZone: zone,
    administrators: [...administrators],
    people: Object.entries(names).map(([user, name]) => ({
      ...{ user, name, roles: ['operator'], permits: [] },
      training: [{ name: 'Krios remote', ...(user === 'iferreira' && { until: '2020-01-01' }) }]
    })),
    resources: [
      microscope('krios1', 'Krios 1', 'Falcon 4i', {
        ...{ leastMinutes: 480, mostMinutes: 2880, stepMinutes: 60, cancelMinutes: 60 },
        ...{ training: ['Krios remote'], quota: { minutes: 5760, per: 'week' } }
      }),
      microscope('krios2', 'Krios 2', 'K3, BioContinuum', { approval: true }),
      microscope('arctica', 'Talos Arctica', 'Falcon 3EC'),
      microscope('glacios', 'Glacios', 'Falcon 4i'),
      microscope('aquilos', 'Aquilos 2', 'Cryo-FIB'),
      microscope('jem', 'JEM-2100F', 'Screening'),
      { name: 'vitrobot', label: 'Vitrobot A', description: 'Bookable by hour', kind: 'other', linked: [], rules: {} }
    ]
  }
}

let count = 0

/** `from` and `hours`: of the week's begin. */
export function booking(
  week: number,
  resource: string,
  from: number,
  hours: number,
  known: Partial<Booking> = {}
): Booking {
  count += 1
  const owner = known.owner ?? 'tokonkwo'
  return {
    uid: `week-${count}@farscope.test`,
    ...{ resource, start: isoSeconds(week + from * hour), end: isoSeconds(week + (from + hours) * hour) },
    ...{ title: '', status: 'confirmed' satisfies BookingStatus, owner, people: [{ user: owner, role: 'operator' }] },
    ...{ group: null, series: null, note: '', handOver: '', account: '', freed: [] },
    ...{ created: '2026-01-01T00:00:00Z', changed: '2026-01-01T00:00:00Z', sequence: 0 },
    ...known
  }
}

/** The bookings of the picture, in the week that begins then. */
export function weekOfBookings(week: number): Booking[] {
  const at = booking.bind(null, week)
  const blocked: Partial<Booking> = { status: 'blocked', people: [] }
  const grids = [0, 24, 48, 72, 96].map(day => at('vitrobot', day + 10, 4, { title: 'Grids', owner: 'jseo' }))
  return [
    at('krios1', 0, 9, { title: 'Alignments', ...blocked }),
    at('krios1', 9, 24, { title: 'Ribosome IRES' }),
    at('krios1', 57, 16, { title: 'Cold cycle', ...blocked }),
    at('krios1', 129, 24, { title: 'TRPV5 + calmodulin', owner: 'vbroek' }),
    at('krios2', 9, 27, { title: 'Apoferritin, 1.2 Å try', owner: 'jseo' }),
    at('krios2', 57, 72, { title: 'Tau filaments, industrial', owner: 'vbroek' }),
    at('krios2', 129, 24, { title: 'Block allocation', owner: 'dhorvat', status: 'waiting' }),
    at('arctica', 9, 8, { title: 'Screening', owner: 'bnovak' }),
    at('arctica', 57, 8, { title: 'Training', owner: 'bnovak', status: 'waiting' }),
    at('arctica', 81, 24, { title: 'Complex I, tilt' }),
    at('glacios', 32, 24, { title: 'Spike + nanobody', owner: 'dhorvat' }),
    at('glacios', 104, 24, { title: 'Proteasome', owner: 'dhorvat' }),
    at('aquilos', 9, 72, { title: 'Out of service: vacuum pump', ...blocked }),
    at('aquilos', 81, 18, { title: 'Lamella, yeast', owner: 'iferreira' }),
    ...grids
  ]
}

/** Lays a store where the program looks for that of this computer. */
export function writeStore(dataFolder: string, file: ResourcesFile, bookings: readonly Booking[]): void {
  const folder = join(dataFolder, 'bookings')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const { name } of file.resources) mkdirSync(join(folder, name))
  for (const name of ['locks', 'log']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'resources.json'), JSON.stringify(file, undefined, 2))
  for (const one of bookings) writeFileSync(join(folder, one.resource, `${one.uid}.ics`), bookingFile(one))
}

/** A site, so that the window opens in its rooms. Nothing is there under its address. */
export function writeSite(dataFolder: string): void {
  mkdirSync(join(dataFolder, 'sites'), { recursive: true, mode: 0o700 })
  const host = { name: 'main', host: '127.0.0.1', port: 9, user: 'cryo', roles: ['login'] }
  const hosts = [{ ...host, identityFiles: [], jumps: [], hostKeys: [] }]
  const site = { version: 1, name: 'northlight', label: 'Northlight', keepShells: false, hosts }
  writeFileSync(join(dataFolder, 'sites', 'northlight.json'), JSON.stringify(site))
}
