/** The port to the outside: what a door gives the engine, so that the engine never knows in which door it runs. */
import type { AppInfo } from '@contract/app'

export interface Clock {
  now(): Date
  /** How far the clocks of the computers that hold calendars count as ahead of what they tell; tests move them so. */
  storesAheadMs?(): number
}

export const systemClock: Clock = { now: () => new Date() }

/** Lines for the log file. Never pass a secret, a command's output or an answer to a prompt. */
export interface Log {
  info(message: string): void
  warn(message: string): void
  error(message: string, cause?: unknown): void
}

export const silentLog: Log = { info() {}, warn() {}, error() {} }

/** Where secrets may stay. `memory`: this computer has no keystore, they are gone with the engine. */
export interface SecretStore {
  /** Certain once `settle` has resolved. */
  readonly kind: AppInfo['secrets']
  /** Finds out whether there is a keystore, which may make the system ask the user to unlock it. */
  settle(): Promise<void>
  get(key: string): Promise<string | null>
  set(key: string, value: string): Promise<void>
  remove(key: string): Promise<void>
}

/** A make-believe cloud on loopback that speaks as AWS does. Its keys are in no file and open nothing else. */
export interface DemoCloud {
  readonly endpoint: string
  /** Where its profile looks first. */
  readonly region: string
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** A make-believe facility that runs inside this process tree. */
export interface DemoHandle {
  host: string
  port: number
  user: string
  privateKeyFile: string
  hostKey: { knownHostsLine: string }
  root: string
  /** Folder of its booking calendar. */
  bookings: string
  /** Absent where it has none. */
  cloud?: DemoCloud
  close(): Promise<void>
}

/** A program of this computer that was started, or a window that shows a page. */
export interface StartedProgram {
  /** Settles when it has gone; never rejects. Status null: a signal ended it, or it is a window. */
  readonly ended: Promise<{ readonly code: number | null }>
  /** Asks it to go; nothing happens where it has gone. */
  end(): void
}

export interface Platform {
  readonly door: AppInfo['door']
  readonly version: string
  /** Holds sites, known_hosts, the store, the log, the lock; made with mode 0700. */
  readonly dataFolder: string
  readonly homeFolder: string
  readonly user: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly log: Log
  readonly secrets: SecretStore
  /** A system notice; nothing happens where the system has none. */
  notify(title: string, body: string): void
  /**
   * Starts a program with its window, which outlives nothing but itself: its streams lead nowhere. `not-found` and
   * `permission` where it cannot be started. Arguments are seen by everybody on this computer: never a secret.
   */
  start?(program: string, args: readonly string[]): Promise<StartedProgram>
  /**
   * Shows a page of loopback in a window of its own with nothing kept afterwards. The address may be a secret, so it
   * goes into no argument. Null: no window can be shown here, the address has to be opened by hand.
   */
  openPage?(url: string, title: string): Promise<StartedProgram | null>
  /** Absent where this door cannot run the demo facility. */
  startDemo?(folder: string): Promise<DemoHandle>
}
