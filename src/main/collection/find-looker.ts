/** Looks by find(1), and listens by inotifywait(1), of the host itself. */
import { createInterface } from 'node:readline'
import { displayName } from '@domain/bytes-name'
import {
  folderLookScript,
  isListening,
  type Look,
  listenScript,
  lookExit,
  parseLook,
  pathsLookScript
} from '@domain/collection/find-look'
import { Failure } from '@domain/failure'
import { joinPath } from '@domain/files/path'
import { orAborted } from '../ssh/errors'
import { type HostShell, nulEnded } from './host-shell'
import { type FolderLook, type Looker, noFolder } from './looker'

/** A file server that hangs for longer is asked again. Milliseconds. */
const lookLimitMs = 10 * 60_000
/** Two million names. */
const mostBytes = 256 * 1024 ** 2

/** undefined where the host has no such find; rejects with `not-found` where the folder is not there. */
export async function createFindLooker(
  shell: HostShell,
  root: string,
  label: string,
  signal: AbortSignal
): Promise<Looker | undefined> {
  const run = { timeoutMs: lookLimitMs, maxBytes: mostBytes }

  async function lookAt(paths: readonly string[], working: AbortSignal): ReturnType<Looker['lookAt']> {
    const absolute = paths.map(path => joinPath(root, path))
    const { stdout } = await shell.run(pathsLookScript, { ...run, signal: working, stdin: nulEnded(absolute) })
    const look = parseLook(stdout)
    // What was not asked for is not gone: a host that starts no more processes, say.
    if (!look?.complete) throw cutOff(label)
    const start = joinPath(root, '')
    return look.files.map(file => ({ ...file, path: file.path.slice(start.length) }))
  }

  // The host that cannot is known by the first answer, before anything is looked at.
  const { code } = await shell.run(pathsLookScript, { ...run, signal, stdin: new Uint8Array() })
  if (code === lookExit.noCommand || code === null || code === 127) return undefined

  async function lookBelow(
    below: string,
    [since, alone]: readonly [since: string, alone: string],
    working: AbortSignal
  ): Promise<FolderLook> {
    const folder = below === '' ? root : joinPath(root, below)
    const args = [folder, since, alone]
    const { stdout, stderr, code: status } = await shell.run(folderLookScript, { ...run, signal: working, args })
    if (status === lookExit.noFolder) throw noFolder(folder, label)
    const look = parseLook(stdout)
    if (!look) throw cutOff(label)
    const trouble = look.complete ? null : troubleOf(stderr.toString('utf8'), label)
    return { ...withFolder(look, below), trouble }
  }

  return {
    means: 'find',
    look: (since, below, working) => lookBelow(below, [since === null ? '' : String(since), ''], working),
    lookInto: (folder, working) => lookBelow(folder, ['', 'alone'], working),
    lookAt,
    listen: (heard, working) => listen(shell, root, heard, working)
  }
}

function withFolder(look: Look, below: string): Look {
  if (below === '') return look
  const whole = (path: string): string => (path === '' ? below : joinPath(below, path))
  return {
    ...look,
    files: look.files.map(file => ({ ...file, path: whole(file.path) })),
    folders: look.folders.map(whole),
    folderTimes: new Map([...look.folderTimes].map(([path, time]) => [whole(path), time]))
  }
}

const cutOff = (label: string): Failure =>
  new Failure('remote-error', `The look at the watched folder at ${label} was cut off.`, {
    hint: 'It is made again in a moment.'
  })

/** As find begins what it could not do; what else a host prints there says nothing of the folder. */
const findSays = /^(?:\S*\/)?find: /

/** What vanished meanwhile is nothing to tell; what could not be read is. */
function troubleOf(said: string, label: string): Failure | null {
  const lines = said.split('\n').filter(line => findSays.test(line))
  if (lines.length === 0) return cutOff(label)
  const refused = lines.filter(line => /permission denied/i.test(line))
  const broken = lines.filter(line => !/permission denied|no such file or directory/i.test(line))
  const told = broken.length > 0 ? broken : refused
  const [first] = told
  if (first === undefined) return null
  const more = told.length > 1 ? ` and ${told.length - 1} more` : ''
  return new Failure(
    broken.length > 0 ? 'remote-error' : 'permission',
    `Not everything can be read at ${label}: ${displayName(first).slice(0, 300)}${more}.`,
    {
      hint:
        broken.length > 0
          ? 'It is looked at again and again; files in there are copied as soon as they can be read.'
          : 'Files in there are not copied; ask their owner to let your group read them.'
    }
  )
}

async function listen(
  shell: HostShell,
  root: string,
  { ready, closed }: Parameters<Looker['listen']>[0],
  signal: AbortSignal
): ReturnType<Looker['listen']> {
  const running = await shell.start(listenScript, { args: [root], priority: 'spare', signal })
  // Looks find the same a little later, so whoever waits for a channel gets this one.
  const stopGiving = shell.onChannelWanted?.(() => running.close())
  const start = joinPath(root, '')
  const lines = createInterface({ input: running.stdout })
  lines.on('line', line => {
    // A name that is no text, or has a line break, is found by the next look.
    if (line.startsWith(start)) closed(line.slice(start.length))
  })
  running.stderr.on('data', (chunk: Buffer) => {
    if (isListening(chunk.toString('latin1'))) ready()
  })
  try {
    const { code } = await orAborted(signal, running.exit)
    return code === lookExit.noCommand || code === 127 ? 'never' : 'later'
  } finally {
    stopGiving?.()
    lines.close()
    running.close()
  }
}
