/** The make-believe facility: an SSH server on loopback with data and a batch system, inside the caller's process. */
import { existsSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '@domain/failure'
import { calendarFolder, makeCalendar } from './calendar/calendar'
import { Children } from './children'
import { makeTree } from './data/tree'
import { startDemoDisplays } from './displays/demo-displays'
import { type DemoEc2, startDemoEc2 } from './ec2/demo-ec2'
import { demoLogin, demoPlaces, demoUser, makePlaces, removePlaces, writeShellFiles } from './environment'
import { fingerprint, makeKey } from './keys'
import { type MicroscopeOptions, startMicroscope } from './microscope/microscope'
import { writeMotionCor } from './microscope/motioncor'
import { startDemoDisplay } from './rfb-server'
import { startServer } from './server'
import { serveSession } from './session'
import { writeCommands } from './slurm/command-script'
import { Controller } from './slurm/controller'
import { addHistory } from './slurm/history'
import { openSpool } from './slurm/spool'

/** A running demo facility, all a client needs to reach it. */
export interface DemoFacility {
  host: '127.0.0.1'
  port: number
  /** The only user that may log in: the present one. */
  user: string
  /** The only key that opens it, made for this run, 0600; removed on `close`. */
  privateKeyFile: string
  hostKey: {
    type: 'ssh-ed25519'
    base64: string
    /** `SHA256:…` */
    fingerprint: string
    /** `[127.0.0.1]:port ssh-ed25519 …`, ready for a known_hosts file. */
    knownHostsLine: string
  }
  /** The login's home folder, on the local disk; stays when the facility closes. */
  root: string
  /** Of its booking calendar, made anew at each start. */
  bookings: string
  /** Its make-believe cloud. */
  cloud: DemoEc2
  /** Ends logins, jobs and every process they started, and removes the keys. May be called twice. */
  close(): Promise<void>
}

/**
 * Starts a facility in `folder` (made if missing, 0700). Data is generated the first time and kept for the next.
 * Aborting `signal` closes it. Fails with `unsupported` on Windows, `refused` where it cannot listen.
 */
export async function startDemoFacility(options: {
  folder: string
  /** What its calendar is around; unset: the present time. */
  now?: Date
  /** A microscope that collects into the folder of the running session; unset: none does. */
  microscope?: MicroscopeOptions
  signal?: AbortSignal
  log?: (line: string) => void
}): Promise<DemoFacility> {
  if (process.platform === 'win32')
    throw new Failure('unsupported', 'The demo facility needs a Unix shell, which Windows does not have.', {
      hint: 'Run Farscope under WSL, or add a real site.'
    })
  options.signal?.throwIfAborted()
  const log = options.log ?? (() => undefined)
  const places = demoPlaces(options.folder)
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  await chmod(options.folder, 0o700)
  // What a run that was killed left behind is of no use: its commands name a process that is gone.
  removePlaces(places)
  const fresh = !existsSync(places.home)
  makePlaces(places)
  if (fresh) await makeTree(places.home)
  const user = demoUser()
  makeCalendar(places.home, user, options.now ?? new Date())
  writeShellFiles(places)
  const children = new Children([places.keys, places.spool])
  const userKey = makeKey('farscope-demo')
  const hostKey = makeKey('farscope-demo-host')
  const privateKeyFile = join(places.keys, 'client_ed25519')
  await writeFile(privateKeyFile, userKey.private, { mode: 0o600 })
  const controller = new Controller(places, children, 48_013)
  addHistory(controller, places.home)
  const spool = await openSpool(places.spool, controller, log)
  writeCommands(places.bin, places.spool)
  writeMotionCor(places.bin)
  const displays = await startDemoDisplays(places.bin, join(places.spool, 'displays'), user, options.now ?? new Date())
  const microscopeDisplay = await startDemoDisplay(places.bin, 'Krios 1')
  const microscope =
    options.microscope && startMicroscope({ ...options.microscope, home: places.home, user, log, controller })
  const cloud = await startDemoEc2({ folder: places.cloud, log })
  const login = demoLogin(places)
  const server = await startServer({
    ...{ hostKey, log },
    keysOf: name => (name === user ? [userKey.public] : []),
    serve: session => serveSession(session, login, children)
  })

  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= (async () => {
      await microscope?.close()
      await server.close()
      await cloud.close()
      await displays.close()
      await microscopeDisplay.close()
      controller.shutDown()
      spool.close()
      await children.close()
      removePlaces(places)
    })()
    return closing
  }
  options.signal?.addEventListener('abort', () => void close(), { once: true })
  const base64 = hostKey.public.toString('base64')
  return {
    host: '127.0.0.1',
    port: server.port,
    user,
    privateKeyFile,
    hostKey: {
      type: 'ssh-ed25519',
      base64,
      fingerprint: fingerprint(hostKey.public),
      knownHostsLine: `[127.0.0.1]:${server.port} ssh-ed25519 ${base64}`
    },
    root: places.home,
    bookings: join(places.home, calendarFolder),
    cloud,
    close
  }
}
