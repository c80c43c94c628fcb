/** VNC viewers of this computer: found, and led to a display through a port of loopback. */
import type { Launch } from '@contract/display'
import { Failure } from '@domain/failure'
import type { Platform } from '../platform'
import type { DisplayPlace, Opened } from './adapter'
import { type ClientPlatform, findClient } from './client-programs'
import type { SecretFiles } from './connection-file'
import { openForward } from './forward'
import { passwordFile } from './vnc-secrets'
import { connectTo, type VncTarget } from './vnc-target'

export interface ViewerRequest {
  readonly place: DisplayPlace
  readonly id: string
  readonly target: VncTarget
  /** Only the tunnel; nothing is started. */
  readonly print: boolean
  readonly launch: Launch
}

export type ViewerPlatform = Pick<Platform, 'environment' | 'homeFolder' | 'dataFolder' | 'start'>

export interface VncViewers {
  /** `not-found` where this computer has no viewer. */
  open(request: ViewerRequest, signal: AbortSignal | undefined): Promise<Opened>
  /** Path of the viewer; undefined: there is none. */
  find(): string | undefined
}

/** Names of viewers that take `-passwd FILE host::port`, as TigerVNC, TurboVNC and TightVNC do. */
const unixViewers = ['vncviewer', 'xtigervncviewer', 'xtightvncviewer']

/** Where a viewer may be, the likeliest first. */
export function vncViewerPlaces({ environment, homeFolder, system = process.platform }: ClientPlatform): string[] {
  if (system === 'darwin')
    return ['/Applications', `${homeFolder}/Applications`].flatMap(folder =>
      [
        'TigerVNC Viewer.app/Contents/MacOS/TigerVNC Viewer',
        'TurboVNC/TurboVNC Viewer.app/Contents/MacOS/TurboVNC Viewer'
      ].map(path => `${folder}/${path}`)
    )
  if (system === 'win32')
    return [environment.PROGRAMFILES, environment['PROGRAMFILES(X86)']].flatMap(root =>
      root ? ['TigerVNC', 'TurboVNC'].map(name => `${root}\\${name}\\vncviewer.exe`) : []
    )
  const folders = [...(environment.PATH ?? '').split(':'), '/usr/bin', '/opt/TurboVNC/bin']
  return folders
    .filter(folder => folder.startsWith('/'))
    .flatMap(folder => unixViewers.map(name => `${folder}/${name}`))
}

/** Milliseconds in which a viewer must read its password file. */
const readMs = 15_000
/** Milliseconds without a connection after which a tunnel of a viewer that we did not start is given up. */
const idleLimitMs = 10 * 60_000
const idleLookMs = 15_000

export function createVncViewers(deps: {
  platform: ViewerPlatform
  secretFiles: SecretFiles
  exists?: (path: string) => boolean
}): VncViewers {
  const { platform, secretFiles } = deps
  const find = (): string | undefined => findClient(vncViewerPlaces(platform), deps.exists)

  return {
    find,
    async open({ id, target, print, launch }) {
      const viewer = find()
      if (!print && (!viewer || !platform.start))
        throw new Failure('not-found', 'This computer has no VNC viewer that Farscope knows.', {
          hint: 'Open it inside Farscope, or install TigerVNC.'
        })
      const forward = await openForward(signal => connectTo(target, id, signal))
      const { socket: _behind, ...rest } = launch
      const opened: Launch = { ...rest, host: '127.0.0.1', port: forward.port }
      if (print || !viewer || !platform.start) return { launch: opened, ...closedWhenIdle(forward) }
      try {
        // The password is in a file of this user alone, which the viewer reads at once; arguments are seen by everybody.
        const file =
          target.password === null
            ? null
            : await secretFiles.write('passwd', passwordFile({ control: target.password, view: '' }).subarray(0, 8))
        const args = [...(file ? ['-passwd', file.path] : []), `127.0.0.1::${forward.port}`]
        const program = await platform.start(viewer, args)
        const read = setTimeout(() => void file?.remove().catch(() => undefined), readMs)
        const close = async (): Promise<void> => {
          clearTimeout(read)
          program.end()
          await file?.remove().catch(() => undefined)
          await forward.close()
        }
        return { launch: opened, ended: program.ended.then(close, close), close }
      } catch (thrown) {
        await forward.close()
        throw thrown
      }
    }
  }
}

/** A tunnel for a viewer that a person starts: it ends when nobody came, or came back, for ten minutes. */
function closedWhenIdle(forward: Awaited<ReturnType<typeof openForward>>): Pick<Opened, 'ended' | 'close'> {
  let settle = (): void => {}
  const ended = new Promise<void>(resolve => {
    settle = resolve
  })
  const close = async (): Promise<void> => {
    clearInterval(look)
    await forward.close()
    settle()
  }
  const look = setInterval(() => forward.idleMs() > idleLimitMs && void close(), idleLookMs)
  look.unref()
  return { ended, close }
}
