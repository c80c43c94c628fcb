/** Which room is shown, for which site, and what one room asked of another. */

import type { AskedRun } from '@contract/cloud-runs'
import type { Place } from '@contract/files'
import type { BookingStore } from '@contract/resources'
import type { TerminalPlace } from '@contract/terminals'
import { baseName, normalizePath, parentPath } from '@domain/files/path'
import { createStore, useStore } from 'zustand'
import type { CloudRequest } from '../features/cloud/cloud-request'

export const rooms = [
  'now',
  'files',
  'terminals',
  'jobs',
  'displays',
  'calendar',
  'planner',
  'cloud',
  'ledger',
  'settings'
] as const
export type Room = (typeof rooms)[number]

/** A job to show. `at`: when it was last heard of, milliseconds since 1970. */
export interface JobRequest {
  readonly site: string
  readonly id: string
  readonly at: number
  readonly nonce: number
}

/** The display of a booking that is to be opened. `name`: of its instrument. */
export interface DisplayRequest {
  readonly store: BookingStore
  readonly uid: string
  readonly name: string
  readonly nonce: number
}

/** A booking to show in the calendar; `uid` null: the slot that begins at `start`. */
export interface BookingRequest {
  readonly store: BookingStore
  readonly uid: string | null
  readonly start: string
  readonly nonce: number
}

export interface Navigation {
  /** Null: the first-run page. */
  room: Room | null
  site: string | null
  /** Rooms that were entered stay alive behind the others. */
  entered: ReadonlySet<Room>
  /** With `entry`: the one in that folder that is meant. */
  filesAt: { site: string; path: string; entry?: string; nonce: number } | undefined
  terminalAt: { place: TerminalPlace; folder?: string; nonce: number } | undefined
  jobAt: JobRequest | undefined
  displayAt: DisplayRequest | undefined
  bookingAt: BookingRequest | undefined
  cloudAt: CloudRequest | undefined
  paletteOpen: boolean
  addingSite: boolean
  /** The site whose links stand in the drawer beside the room. */
  linksOf: string | null
  /** The file of the quick look beside the room. */
  lookAt: Place | null
}

export const navigation = createStore<Navigation>(() => ({
  room: null,
  site: null,
  entered: new Set(),
  filesAt: undefined,
  terminalAt: undefined,
  jobAt: undefined,
  displayAt: undefined,
  bookingAt: undefined,
  cloudAt: undefined,
  paletteOpen: false,
  addingSite: false,
  linksOf: null,
  lookAt: null
}))

export const useNavigation = (): Navigation => useStore(navigation)

export function goTo(room: Room): void {
  navigation.setState(({ entered }) => ({ room, entered: new Set(entered).add(room), addingSite: false }))
}

export function chooseSite(site: string): void {
  navigation.setState({ site })
}

/** Shows the links of a site beside the room, or no longer. */
export function toggleLinks(site: string): void {
  navigation.setState(({ linksOf }) => ({ linksOf: linksOf === site ? null : site }))
}

/** Shows the quick look at a file, or closes it where it shows that one. `follow`: only where one is open. */
export function lookAtFile(place: Place, follow: boolean): void {
  navigation.setState(({ lookAt }) => {
    if (follow) return lookAt === null ? {} : { lookAt: place }
    return { lookAt: JSON.stringify(lookAt) === JSON.stringify(place) ? null : place }
  })
}

let nonce = 0

export function openFolder(site: string, path: string): void {
  nonce += 1
  navigation.setState({ site, filesAt: { site, path, nonce } })
  goTo('files')
}

/** Shows an absolute path where it is in its folder; one that ends with `/` is a folder and is opened. */
export function showEntry(site: string, path: string): void {
  const whole = normalizePath(path)
  if (path.endsWith('/') || baseName(whole) === '') {
    openFolder(site, whole)
    return
  }
  nonce += 1
  navigation.setState({ site, filesAt: { site, path: parentPath(whole), entry: baseName(whole), nonce } })
  goTo('files')
}

export function openTerminal(place: TerminalPlace, folder?: string): void {
  nonce += 1
  navigation.setState({ terminalAt: { place, nonce, ...(folder !== undefined && { folder }) } })
  goTo('terminals')
}

/** Shows one job in the jobs room. */
export function openJob(job: Omit<JobRequest, 'nonce'>): void {
  nonce += 1
  navigation.setState({ site: job.site, jobAt: { ...job, nonce } })
  goTo('jobs')
}

/** Opens the display of a booking in the displays room, which shows how it goes. */
export function openBookedDisplay(booking: Omit<DisplayRequest, 'nonce'>): void {
  nonce += 1
  navigation.setState({ displayAt: { ...booking, nonce } })
  goTo('displays')
}

/** Shows a booking in the calendar. */
export function openBooking(booking: Omit<BookingRequest, 'nonce'>): void {
  nonce += 1
  navigation.setState({ bookingAt: { ...booking, nonce } })
  goTo('calendar')
}

/** Shows one run in the cloud room. */
export function openRun(id: string): void {
  nonce += 1
  navigation.setState({ cloudAt: { kind: 'run', id, nonce } })
  goTo('cloud')
}

/** Opens the launch of a run, filled with what is known of it. `notes`: what should be known of that. */
export function launchRun(filled: Partial<AskedRun> = {}, notes: readonly string[] = []): void {
  nonce += 1
  navigation.setState({ cloudAt: { kind: 'launch', filled, notes, nonce } })
  goTo('cloud')
}

/** Shows what runs have cost. */
export function openSpend(): void {
  nonce += 1
  navigation.setState({ cloudAt: { kind: 'spend', nonce } })
  goTo('cloud')
}

/** The key that enters a room, as the rail shows it. Those of the others were there before `now`, and stay theirs. */
export const roomKeys: Readonly<Record<Room, string>> = {
  now: 'mod+9',
  files: 'mod+1',
  terminals: 'mod+2',
  jobs: 'mod+3',
  displays: 'mod+4',
  calendar: 'mod+5',
  planner: 'mod+6',
  cloud: 'mod+7',
  ledger: 'mod+8',
  settings: 'mod+comma'
}
