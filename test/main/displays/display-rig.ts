/** Displays as the engine wires them, on the facility's real sshd, with a make-believe `dcv` in front of its PATH. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Display, DisplayProgress, DisplayWish, Launch } from '@contract/display'
import { authenticatorScript } from '../../../src/demo/displays/authenticator-script'
import { dcvScript, type FakeDcv } from '../../../src/demo/displays/dcv-script'
import { type DisplayServer, startDisplayServer } from '../../../src/demo/displays/display-server'
import { createCommandAdapter } from '../../../src/main/displays/command'
import { createSecretFiles } from '../../../src/main/displays/connection-file'
import { createDcvAdapter } from '../../../src/main/displays/dcv'
import { createDisplays, type Displays } from '../../../src/main/displays/displays'
import { createFastxAdapter } from '../../../src/main/displays/fastx'
import { createFileLog } from '../../../src/main/file-log'
import type { MayOpen } from '../../../src/main/may-open'
import { type Platform, systemClock } from '../../../src/main/platform'
import type { SiteAccess } from '../../../src/main/site-access'
import type { Connection } from '../../../src/main/ssh/types'
import { ports } from '../../facility/facility'
import { createSiteRig, facilityHost, type SiteRig } from '../sites/site-rig'
import { testPlatform } from '../test-platform'
import { memoryGrants } from './memory-grants'
import { noBookings } from './no-bookings'

export interface DisplayRig extends SiteRig {
  readonly displays: Displays
  /** First in the PATH of the host; everybody may read it. */
  readonly bin: string
  /** Holds what the make-believe server keeps. */
  readonly state: string
  /** What the account has for its home in our scripts. */
  readonly home: string
  readonly server: DisplayServer
  /** Programs that were started, with their arguments, and what they found in the files named there. */
  readonly started: { program: string; args: readonly string[] }[]
  /** Of this computer; a test may put a client into its PATH. */
  readonly environment: Record<string, string>
  /** Addresses that were to be shown. */
  readonly pages: string[]
  /** Writes the make-believe `dcv` anew, changed. */
  dcv(changes: Partial<FakeDcv>): Promise<void>
  /** Puts a script into the PATH of the host. */
  command(name: string, script: string): Promise<void>
}

export interface RigOptions {
  readonly mayOpen?: MayOpen
  readonly platform?: Partial<Platform>
}

export async function createDisplayRig(options: RigOptions = {}): Promise<DisplayRig> {
  const rig = await createSiteRig()
  await rig.add('em', facilityHost(ports.facility))
  await rig.trustAll('em')
  const shared = await mkdtemp(join(tmpdir(), 'farscope-dcv-'))
  const [bin, state, home] = [join(shared, 'bin'), join(shared, 'state'), join(shared, 'home')]
  for (const folder of [bin, state, home]) await mkdir(folder)
  const server = await startDisplayServer(join(shared, 'server'))
  if (!server) throw new Error('openssl is not installed')
  // The account at the facility is another one than ours.
  for (const folder of [shared, bin, join(shared, 'server')]) await chmod(folder, 0o755)
  for (const folder of [state, home, server.tokens]) await chmod(folder, 0o777)
  const command = async (name: string, script: string): Promise<void> => {
    await writeFile(join(bin, name), script, { mode: 0o755 })
    await chmod(join(bin, name), 0o755)
  }
  const dcv = (changes: Partial<FakeDcv>) => command('dcv', dcvScript({ folder: state, port: server.port, ...changes }))
  await dcv({})
  // What a batch script reads after the profile of the account, which sets PATH anew.
  await command('profile', `PATH=${bin}:$PATH\n`)
  await command('dcvsimpleextauth', authenticatorScript(server.tokens))
  const started: DisplayRig['started'] = []
  const pages: string[] = []
  const environment: DisplayRig['environment'] = {}
  const platform = testPlatform(rig.folder, {
    dataFolder: rig.folder,
    log: createFileLog(rig.folder, systemClock),
    environment,
    start: async (program, args) => {
      started.push({ program, args })
      return { ended: new Promise(() => undefined), end: () => undefined }
    },
    openPage: async url => {
      pages.push(url)
      return null
    },
    ...options.platform
  })
  const files = createSecretFiles(join(rig.folder, 'displays'))
  const waits = [0.1, 0.1]
  const displays = createDisplays({
    ...{ platform, files, sites: rig.sites, access: withPath(rig.sites.access, bin, home) },
    ...{ mayOpen: options.mayOpen ?? noBookings, grants: memoryGrants() },
    adapters: [
      createDcvAdapter({ platform, files, waits, watchMs: 500 }),
      createFastxAdapter({ platform, waits, sites: rig.sites, watchMs: 300 }),
      createCommandAdapter({ platform, waits, sites: rig.sites })
    ],
    pollMs: 200
  })
  return {
    ...rig,
    ...{ displays, bin, state, home, server, started, environment, pages, dcv, command },
    close: async () => {
      await displays.dispose()
      await server.close()
      await rig.close()
      await rm(shared, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

/** The same links, whose scripts find our commands first, and keep what they remember where it goes with the test. */
function withPath(access: SiteAccess, bin: string, home: string): SiteAccess {
  const withBin = (connection: Connection): Connection =>
    new Proxy(connection, {
      get: (target, name) => {
        if (name === 'run')
          return (script: string, run: object) =>
            target.run(`export BASH_ENV=${bin}/profile PATH=${bin}:$PATH HOME=${home}\n${script}`, run)
        // The link's own members, with itself as their owner.
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      }
    })
  return {
    ...access,
    connection: async (...args) => withBin(await access.connection(...args))
  }
}

export const limit = (): AbortSignal => AbortSignal.timeout(120_000)

/** The last display or launch of a stream, and the steps before it. */
export async function last(
  progress: AsyncIterable<DisplayProgress>
): Promise<{ steps: string[]; display: Display | undefined; launch: Launch | undefined }> {
  const steps: string[] = []
  let display: Display | undefined
  let launch: Launch | undefined
  for await (const item of progress) {
    if (item.type === 'step') steps.push(item.text)
    if (item.type === 'display') display = item.display
    if (item.type === 'launch') launch = item.launch
  }
  return { steps, display, launch }
}

export const wish: DisplayWish = { kind: 'dcv', site: 'em', name: '', type: 'virtual', by: 'command' }
