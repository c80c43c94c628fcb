/** The platform of a door that runs in plain Node: the host and the command. */
import { mkdirSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { startDemoFacility } from '../demo/demo-facility'
import { createFileLog } from './file-log'
import { createKeyring } from './keyring'
import { movedClock } from './moved-clock'
import type { DemoHandle, Platform } from './platform'
import { programVersion } from './program'
import { createPageOpener, startProgram } from './start-program'

/** FARSCOPE_DATA_DIR, else the platform's own place for an application's data. */
export function defaultDataFolder(environment: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (environment.FARSCOPE_DATA_DIR) return resolve(environment.FARSCOPE_DATA_DIR)
  const home = homedir()
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Farscope')
  if (platform === 'win32') return join(environment.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Farscope')
  return join(environment.XDG_DATA_HOME ?? join(home, '.local', 'share'), 'farscope')
}

/** The data folder of a door: the one that was named, else the default. Makes nothing. */
export function chosenDataFolder(named: string | undefined): string {
  return named ? resolve(named) : defaultDataFolder()
}

export interface NodePlatformOptions {
  door: Platform['door']
  dataFolder?: string | undefined
}

export async function createNodePlatform(options: NodePlatformOptions): Promise<Platform> {
  const dataFolder = chosenDataFolder(options.dataFolder)
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const clock = movedClock(process.env)
  const log = createFileLog(dataFolder, clock)
  if (clock.storesAheadMs) log.warn('The clocks of calendars are moved: FARSCOPE_STORE_CLOCK_FILE is set.')
  return {
    door: options.door,
    version: programVersion,
    dataFolder,
    homeFolder: homedir(),
    user: userInfo().username,
    environment: process.env,
    clock,
    log,
    secrets: createKeyring(log),
    // Notices of a window in a browser are the page's own; a command has its exit status.
    notify: () => {},
    start: startProgram,
    openPage: createPageOpener(join(dataFolder, 'pages')),
    startDemo: folder => startDemo(folder)
  }
}

/** What its microscope takes an hour unless `FARSCOPE_DEMO_MOVIES_PER_HOUR` says otherwise; 0: nothing. */
const demoMoviesPerHour = 240

/** Every door starts the demo facility in the same way. */
export function startDemo(folder: string): Promise<DemoHandle> {
  const wanted = Number(process.env.FARSCOPE_DEMO_MOVIES_PER_HOUR ?? demoMoviesPerHour)
  const moviesPerHour = Number.isFinite(wanted) ? wanted : demoMoviesPerHour
  return startDemoFacility({ folder, ...(moviesPerHour > 0 && { microscope: { moviesPerHour } }) })
}
