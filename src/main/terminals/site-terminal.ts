/** Opens the shell of a terminal on a site, kept by its host where the site asks for that. */
import type { KeptShell, TerminalPlace } from '@contract/terminals'
import { Failure } from '@domain/failure'
import type { Log } from '../platform'
import type { HostChoice, SiteAccess } from '../site-access'
import type { Connection } from '../ssh/types'
import { followKept, type ShownShell } from './follow-kept'
import { createKept, endKept, endUnseen, goneFailure, type KeptCall, keptFolder, listKept } from './kept-shells'
import type { OpenOn, RoomyLink } from './roomy-link'
import type { Keeping, OpenedShell, ShellRequest } from './shell-source'
import { openKeptShell, openLoginShell } from './site-shell'

export interface SiteTerminalAccess {
  readonly access: SiteAccess
  readonly log: Log
  /** Whether shells of this site are to outlive the link. */
  keepsShells(site: string): Promise<boolean>
  /** Where shells find room. */
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

/** Named, or the site's login host. */
export function hostChoice({ host }: Pick<SitePlace, 'host'>): HostChoice {
  return host === undefined ? { role: 'login' } : { host }
}

/**
 * A host that cannot keep a shell still has one: then it is as without keeping, and the log says why. `channel-refused`
 * where there is no channel to ask it on.
 */
async function makeKept(
  link: Connection,
  { cols, rows, folder }: SiteTerminalRequest,
  call: KeptCall & { readonly shared: Connection },
  log: Log
): Promise<KeptShell | null> {
  try {
    return await createKept(link, { cols, rows, folder }, call)
  } catch (thrown) {
    const failure = Failure.from(thrown)
    if (call.signal?.aborted || !link.connected || failure.code === 'channel-refused') throw thrown
    log.warn(`A shell on ${link.target.host} is not kept: ${failure.message}`)
    return null
  }
}

/** What was opened, and what keeps it. */
interface SiteShell extends ShownShell {
  readonly kept: KeptShell | null
}

/** Opens the shell on a link with room for it; one that was made for it and could not be shown is ended. */
async function openShell(
  shared: Connection,
  request: SiteTerminalRequest,
  wanted: boolean,
  { roomy, log }: SiteTerminalAccess,
  signal: AbortSignal
): Promise<SiteShell> {
  const { attach, folder, command } = request
  let kept: KeptShell | null | undefined = wanted ? undefined : (attach ?? null)
  let isThere = attach === undefined
  let on = shared
  const openOn: OpenOn = async (link, spareOnly) => {
    on = link
    let spare = spareOnly
    if (attach && !isThere) {
      await mustBeThere(link, attach, { signal, spare })
      isThere = true
      spare = false
    }
    if (kept === undefined) {
      kept = await makeKept(link, request, { signal, spare, shared }, log)
      if (kept) spare = false
    }
    if (kept === null) return openLoginShell(link, request, { folder, command, spare }, signal)
    return openKeptShell(link, { ...request, history: attach !== undefined }, kept, { signal, spare })
  }
  try {
    const source = await roomy.open(shared, openOn, signal)
    return { source, on, shared, kept: kept ?? null }
  } catch (thrown) {
    if (kept && !attach) void endUnseen(shared, kept)
    throw thrown
  }
}

async function mustBeThere(link: Connection, shell: KeptShell, call: KeptCall): Promise<void> {
  const there = await listKept(link, call)
  if (!there.some(({ by, name }) => by === shell.by && name === shell.name)) throw goneFailure(shell, link.target.host)
}

function keepingOf(
  opened: SiteShell,
  shell: KeptShell,
  place: SitePlace,
  { access, roomy, log }: SiteTerminalAccess,
  signal: AbortSignal
): Keeping {
  const choice = hostChoice(place)
  return {
    shell,
    follow: onBack =>
      followKept(
        opened,
        {
          shell,
          open: roomy.open,
          log,
          signal,
          hold: follower => access.hold?.(place.site, choice, 'terminals', follower)
        },
        onBack
      ),
    end: async () => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(endLimitMs)])
      try {
        const shared = await access.connection(place.site, choice, limit, { automatic: true })
        await roomy.ask(shared, (link, spare) => endKept(link, shell, { spare, signal: limit }), limit)
      } catch (thrown) {
        log.warn(`The kept shell ${shell.name} of ${place.site} goes on: ${Failure.from(thrown).message}`)
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
  const { attach, command, keep } = request
  const shared = await deps.access.connection(place.site, hostChoice(place), signal)
  const mayKeep = attach === undefined && command === undefined
  const wanted = mayKeep && (keep ?? (await deps.keepsShells(place.site)))
  const opened = await openShell(shared, request, wanted, deps, signal)
  const { source, kept } = opened
  if (kept === null) return { source, keeping: null, folder: async () => null }
  return {
    source,
    keeping: keepingOf(opened, kept, place, deps, engine),
    folder: async () => {
      const link = await deps.access.connection(place.site, hostChoice(place), engine, { automatic: true })
      return deps.roomy.ask(link, (one, spare) => keptFolder(one, kept, { spare, signal: engine }), engine)
    }
  }
}
