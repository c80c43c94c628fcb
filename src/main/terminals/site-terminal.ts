/** Opens the shell of a terminal on a site, kept by its host where the site asks for that. */
import type { KeptShell, TerminalPlace } from '@contract/terminals'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Log } from '../platform'
import type { HostChoice, SiteAccess } from '../site-access'
import type { Connection } from '../ssh/types'
import { createKept, endKept, endUnseen, goneFailure, keptFolder, listKept } from './kept-shells'
import type { RoomyLink } from './roomy-link'
import type { Keeping, OpenedShell, Reopen, ShellRequest } from './shell-source'
import { openKeptShell, openLoginShell } from './site-shell'

export interface SiteTerminalAccess {
  readonly access: SiteAccess
  readonly log: Log
  /** Whether shells of this site are to outlive the link. */
  keepsShells(site: string): Promise<boolean>
  /** Where shells find room that no host keeps. A kept one stays on the link whose coming back shows it again. */
  readonly roomy: RoomyLink
}

export type SitePlace = Extract<TerminalPlace, { kind: 'site' }>

export interface SiteTerminalRequest extends ShellRequest {
  readonly folder?: string | undefined
  readonly attach?: KeptShell | undefined
  readonly command?: readonly string[] | undefined
  readonly keep?: boolean | undefined
}

/** Milliseconds that the host gets to end a kept shell when its terminal is closed. */
const endLimitMs = 10_000

/** Between tries to show a kept shell on a link that is back, where the host has no channel left at first. Milliseconds. */
const showAgain = { firstMs: 1000, longestMs: 30_000 } as const

/** Named, or the site's login host. */
export function hostChoice({ host }: Pick<SitePlace, 'host'>): HostChoice {
  return host === undefined ? { role: 'login' } : { host }
}

/** A host that cannot keep a shell still has one: then it is as without keeping, and the log says why. */
async function makeKept(
  connection: Connection,
  { cols, rows, folder }: SiteTerminalRequest,
  { log }: SiteTerminalAccess,
  signal: AbortSignal
): Promise<KeptShell | null> {
  try {
    return await createKept(connection, { cols, rows, folder }, signal)
  } catch (thrown) {
    if (signal.aborted || !connection.connected) throw thrown
    log.warn(`A shell on ${connection.target.host} is not kept: ${Failure.from(thrown).message}`)
    return null
  }
}

function keepingOf(shell: KeptShell, place: SitePlace, deps: SiteTerminalAccess, signal: AbortSignal): Keeping {
  const choice = hostChoice(place)
  const reopenOver =
    (connection: Connection): Reopen =>
    request =>
      openKeptShell(connection, { ...request, history: false }, shell, signal)
  return {
    shell,
    follow(onBack) {
      const left = new AbortController()
      const wanted = AbortSignal.any([signal, left.signal])
      const show = async (connection: Connection): Promise<void> => {
        for (let waitMs: number = showAgain.firstMs; ; waitMs = Math.min(waitMs * 2, showAgain.longestMs))
          try {
            return await onBack(reopenOver(connection))
          } catch (thrown) {
            deps.log.warn(`The kept shell ${shell.name} of ${place.site} is not shown: ${Failure.from(thrown).message}`)
            await pause(waitMs, wanted)
            // Then the next link is waited for.
            if (wanted.aborted || !connection.connected) return
          }
      }
      const letGo = deps.access.hold?.(place.site, choice, 'terminals', { onBack: show })
      return () => {
        left.abort()
        letGo?.()
      }
    },
    end: async () => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(endLimitMs)])
      try {
        await endKept(await deps.access.connection(place.site, choice, limit, { automatic: true }), shell)
      } catch (thrown) {
        deps.log.warn(`The kept shell ${shell.name} of ${place.site} goes on: ${Failure.from(thrown).message}`)
      }
    }
  }
}

/**
 * `not-found` when the shell that is asked for by `attach` is not there; else every error of a connection or channel.
 * `signal` ends the opening, `engine` what is done later.
 */
export async function openSiteTerminal(
  place: SitePlace,
  request: SiteTerminalRequest,
  deps: SiteTerminalAccess,
  signal: AbortSignal,
  engine: AbortSignal
): Promise<OpenedShell> {
  const { attach, folder, command, keep } = request
  const connection = await deps.access.connection(place.site, hostChoice(place), signal)
  if (attach) {
    const there = await listKept(connection, signal)
    if (!there.some(({ by, name }) => by === attach.by && name === attach.name))
      throw goneFailure(attach, connection.target.host)
  }
  const mayKeep = attach === undefined && command === undefined
  const wanted = mayKeep && (keep ?? (await deps.keepsShells(place.site)))
  const kept = attach ?? (wanted ? await makeKept(connection, request, deps, signal) : null)
  if (kept === null)
    return {
      source: await deps.roomy.open(
        connection,
        (link, spare) => openLoginShell(link, request, { folder, command, spare }, signal),
        signal
      ),
      keeping: null,
      folder: async () => null
    }
  const withHistory = { ...request, history: attach !== undefined }
  const opening = openKeptShell(connection, withHistory, kept, signal)
  if (!attach) opening.catch(() => endUnseen(connection, kept))
  return {
    source: await opening,
    keeping: keepingOf(kept, place, deps, engine),
    folder: async () =>
      keptFolder(await deps.access.connection(place.site, hostChoice(place), engine, { automatic: true }), kept)
  }
}
