/**
 * Which way the bytes go: copied by the host itself, from one host to the other, or through this computer. Looked up
 * again when some time has passed, because keys and firewalls change.
 */
import { randomBytes } from 'node:crypto'
import type { FileSystems } from '@domain/files/file-system'
import { forAnyLoginShell, quote } from '@domain/shell'
import type { Clock } from '../../platform'
import type { SiteAccess } from '../../site-access'
import type { Connection } from '../../ssh/types'
import { createCopyFile } from '../copy-file'
import { type ChooseRoute, createRouteHere, type OpenRoute, type Route } from '../route'
import { createSlots } from '../slots'
import { createCopyThere } from './copy-there'
import { type CopyCommand, startCopyWorker } from './copy-worker'
import { addressOf, canCopy, canReach, isSameHost, sshThere } from './reach'

export interface ChooseRouteParts {
  readonly fileSystems: FileSystems
  readonly access: SiteAccess
  readonly clock: Clock
}

/** How long an answer counts. Milliseconds. */
const knownMs = 10 * 60_000
/** Chunks on the way for files that go through here after all. */
const requestsAtOnce = 32

/** `push`: the source's host sends; `pull`: the destination's host fetches. */
type Way = 'on-host' | 'push' | 'pull' | 'here'

interface Ends {
  readonly from: Connection
  readonly to: Connection
}

export function createChooseRoute({ fileSystems, access, clock }: ChooseRouteParts): ChooseRoute {
  const known = new Map<string, { way: Way; at: number }>()

  async function lookUp(key: string, ends: Ends, signal: AbortSignal): Promise<Way> {
    const now = clock.now().getTime()
    const before = known.get(key)
    if (before && now - before.at < knownMs) return before.way
    const way = await wayBetween(ends, signal)
    known.set(key, { way, at: now })
    return way
  }

  return async (request, signal, options) => {
    const here = createRouteHere(fileSystems, request)
    const { from, to } = request
    if (from.kind !== 'site' || to.kind !== 'site') return here
    const choice = { role: 'transfer' } as const
    const source = await access.connection(from.site, choice, signal, options)
    const target = from.site === to.site ? source : await access.connection(to.site, choice, signal, options)
    const ends = { from: source, to: target }
    const way = await lookUp(JSON.stringify([from.site, to.site]), ends, signal)
    return way === 'here' ? here : routeThere(here, ends, way)
  }
}

async function wayBetween({ from, to }: Ends, signal: AbortSignal): Promise<Way> {
  if (isSameHost(from.target, to.target)) return (await canCopy(from, signal)) ? 'on-host' : 'here'
  if (await canReach(from, to, signal)) return 'push'
  return (await canReach(to, from, signal)) ? 'pull' : 'here'
}

function routeThere(here: Route, ends: Ends, way: Exclude<Way, 'here'>): Route {
  return {
    kind: way === 'on-host' ? 'on-host' : 'direct',
    async open(signal, options) {
      const open = await here.open(signal, options)
      try {
        const worker = await startCopyWorker(way === 'pull' ? ends.to : ends.from, commandOf(way, ends), signal)
        const newId = (): string => randomBytes(6).toString('hex')
        const files = { from: open.from, to: open.to, newId }
        const throughHere = createCopyFile({ ...files, requests: createSlots(requestsAtOnce) })
        const parts = { ...files, worker, words: wordsOf(way), keepsAttributes: way === 'on-host', here: throughHere }
        return withWorker(open, createCopyThere(parts), () => worker.close())
      } catch {
        signal.throwIfAborted()
        // No channel for it, say: this computer can always do it.
        return { ...open, kind: 'here' }
      }
    }
  }
}

function withWorker(open: OpenRoute, copyFile: NonNullable<OpenRoute['copyFile']>, end: () => void): OpenRoute {
  return {
    ...open,
    copyFile,
    close: () => {
      end()
      open.close()
    }
  }
}

/** One login for all files: ssh keeps it for a while, in a folder that goes with the script. */
const sharedLogin = `folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT`
const sshShared = `${sshThere} -o ControlMaster=auto -o "ControlPath=$folder/s" -o ControlPersist=20 -- "$3"`

function commandOf(way: Exclude<Way, 'here'>, { from, to }: Ends): CopyCommand {
  switch (way) {
    case 'on-host':
      return { copy: 'exec cp -p -- "$a" "$b"' }
    case 'push':
      return { begin: sharedLogin, copy: `exec ${sshShared} "$b" <"$a"`, args: addressOf(to.target) }
    case 'pull':
      return {
        begin: sharedLogin,
        copy: `umask 077; exec ${sshShared} "$a" >"$b" </dev/null`,
        args: addressOf(from.target)
      }
  }
}

/** The name at the other host becomes the command line that reads or writes it there. */
function wordsOf(way: Exclude<Way, 'here'>): (source: string, part: string) => [string, string] {
  switch (way) {
    case 'on-host':
      return (source, part) => [source, part]
    case 'push':
      return (source, part) => [source, forAnyLoginShell(`umask 077; cat >${quote(part)}`)]
    case 'pull':
      return (source, part) => [forAnyLoginShell(`cat <${quote(source)}`), part]
  }
}
