/** The facility of the session's tour: a calendar that two of its users share, a clock that jumps, a microscope's screen. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ResourcesFile } from '@contract/resources'
import type { Site } from '@contract/sites'
import { formatResources } from '@domain/bookings/resources-file'
import { Temporal } from 'temporal-polyfill'
import type { AttachedClient } from '../../src/main/local/engine-socket'
import { attachToEngine } from '../../src/main/local/engine-socket'
import { engineSocketPath } from '../../src/main/local/socket-path'
import { type FacilityUser, facility, ports } from '../facility/facility'
import { weekStart } from './calendar-store'
import { type FarscopeWindow, openWindow } from './window'

const run = promisify(execFile)

export const zone = 'Europe/Stockholm'
/** At the site: the calendar, and the data of sessions. Another run at the same time has its own. */
export const folder = `/tmp/farscope-tour-${randomUUID().slice(0, 8)}`
export const minute = 60_000
/** The account of the microscope's computer, and those of the two people. */
export const accounts = { microscope: 'cryo', marta: 'tcshell', tunde: 'fishy' } as const

/** A script for sh at the facility, besides the windows. */
export async function remote(user: FacilityUser, script: string): Promise<string> {
  const known = ['-o', `UserKnownHostsFile=${facility.knownHosts}`, '-o', 'IdentitiesOnly=yes']
  const running = run(
    'ssh',
    ['-i', facility.keys.cryo, ...known, '-p', String(ports.facility), `${user}@127.0.0.1`, 'sh'],
    { timeout: 90_000 }
  )
  running.child.stdin?.end(script)
  return (await running).stdout
}

/** The microscope's own computer has one account for whoever drives it; the calendar knows people by theirs. */
const siteOf = (user: FacilityUser): Site => {
  const host = { host: '127.0.0.1', port: ports.facility, identityFiles: [facility.keys.cryo], jumps: [], hostKeys: [] }
  return {
    ...{ version: 1, name: 'northlight', label: 'Northlight', bookings: `${folder}/bookings` },
    hosts: [
      { ...host, name: 'main', user, roles: ['login'] },
      { ...host, name: 'krios1-pc', user: accounts.microscope, roles: ['display'] }
    ]
  }
}

/** The rules of the facility. `session`: the display of its microscope. */
export const rules = (session: string): ResourcesFile => ({
  ...{ version: 1, timeZone: zone, administrators: ['elin'] },
  people: [
    {
      user: accounts.marta,
      name: 'Marta Lindqvist',
      roles: ['operator'],
      training: [{ name: 'Krios remote' }],
      permits: []
    },
    {
      user: accounts.tunde,
      name: 'Tunde Okonkwo-Bergström',
      roles: [],
      training: [{ name: 'Krios remote' }],
      permits: []
    }
  ],
  resources: [
    {
      ...{ name: 'krios1', label: 'Krios 1', kind: 'microscope', linked: [] },
      description: 'Titan Krios G4, Falcon 4i',
      display: { kind: 'vnc', host: 'krios1-pc', session },
      session: { folder: `${folder}/data/{resource}/{user}_{title}`, folders: ['gain'], movies: 'movies' },
      rules: { leastMinutes: 10, mostMinutes: 2880, training: ['Krios remote'] }
    }
  ]
})

/** Lays the calendar as the guide recommends it: all write to it, and nobody removes what is another's. */
export async function layCalendar(session: string): Promise<void> {
  const file = Buffer.from(formatResources(rules(session))).toString('base64')
  await remote(
    accounts.microscope,
    `cd ${folder} && mkdir -m 1777 bookings && mkdir -p data/krios1 && chmod 1777 data/krios1
     cd bookings && mkdir -m 1777 krios1 log && mkdir -m 777 locks
     echo ${file} | base64 -d > resources.json`
  )
}

/**
 * The first full minute from then on at which the tour can begin: all of it is in one week, and no clock is changed
 * meanwhile. Milliseconds since 1970.
 */
export function beginFrom(moment: number): number {
  let at = Math.ceil(moment / minute) * minute
  const isPlain = (): boolean => {
    const ends = [at - 30 * minute, at + 150 * minute]
    const [before, after] = ends.map(end => Temporal.Instant.fromEpochMilliseconds(end).toZonedDateTimeISO(zone).offset)
    return before === after && new Set(ends.map(weekStart)).size === 1
  }
  while (!isPlain()) at += 10 * minute
  return at
}

/** A day and a time of day as the facility writes them. */
export function facilityClock(at: number): { date: string; time: string } {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(at)
  const [date = '', time = ''] = parts.split(' ')
  return { date, time }
}

/** A person at the facility with a computer of her own. */
export interface Person {
  readonly app: FarscopeWindow
  /** The document that the command prints, on the window's own engine. */
  farscope(...args: string[]): Promise<unknown>
  /** The picture by day and by night. */
  pictures(name: string): Promise<void>
  close(): Promise<void>
}

export interface Tour {
  person(user: FacilityUser): Promise<Person>
  /** Jumps there by the clock of the calendar; from then on time goes on as everywhere. Milliseconds since 1970. */
  moveTo(at: number): Promise<void>
  end(): void
}

/** How long an engine may take to look at its clock. Milliseconds. */
const wakeLimitMs = 30_000

/** Makes the engine look at the clock now: it does so when a window comes. */
async function wake({ client }: AttachedClient): Promise<void> {
  const signal = AbortSignal.timeout(wakeLimitMs)
  const sessions = await client.sessions.watch(undefined, { signal })
  await sessions.next()
  await sessions.return()
}

/** What moves has come to its end. */
const atRest = ({ page }: FarscopeWindow): Promise<unknown> =>
  page.evaluate(() => {
    const moving = document.getAnimations().filter(one => Number.isFinite(one.effect?.getComputedTiming().endTime))
    return Promise.allSettled(moving.map(one => one.finished))
  })

export function createTour(): Tour {
  const scratch = mkdtempSync(join(tmpdir(), 'farscope-tour-'))
  const clockFile = join(scratch, 'ahead')
  const environment = { FARSCOPE_STORE_CLOCK_FILE: clockFile, FARSCOPE_CALENDAR_LOOK_MS: '1000' }
  const engines: AttachedClient[] = []

  async function person(user: FacilityUser): Promise<Person> {
    const app = await openWindow({
      environment,
      prepare: (_, dataFolder) => {
        mkdirSync(join(dataFolder, 'sites'), { recursive: true, mode: 0o700 })
        writeFileSync(join(dataFolder, 'sites', 'northlight.json'), JSON.stringify(siteOf(user)))
        copyFileSync(facility.knownHosts, join(dataFolder, 'known_hosts'))
      }
    })
    const engine = await attachToEngine(engineSocketPath(app.dataFolder))
    if (!engine) throw new Error('The engine of the window does not listen.')
    engines.push(engine)
    return {
      app,
      async farscope(...args) {
        const command = ['out/main/cli.js', '--data-dir', app.dataFolder, '--json', ...args]
        const options = { timeout: 60_000, env: { ...process.env, ...environment, HOME: app.home } }
        const { stdout } = await run(process.execPath, command, options)
        return JSON.parse(stdout)
      },
      async pictures(name) {
        for (const colorScheme of ['dark', 'light'] as const) {
          await app.page.emulateMedia({ colorScheme })
          await atRest(app)
          await app.picture(colorScheme === 'light' ? name : `${name}-dark`)
        }
      },
      async close() {
        engine.close()
        await app.close()
      }
    }
  }

  return {
    person,
    async moveTo(at) {
      // Nobody finds half a number.
      writeFileSync(`${clockFile}.new`, String(Math.round(at - Date.now())))
      renameSync(`${clockFile}.new`, clockFile)
      await Promise.all(engines.map(wake))
    },
    end: () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
  }
}
