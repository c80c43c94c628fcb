/** Terminals and single commands, by the ids that their callers chose. */
import type { KeptShell, KeptShellView, Terminal, TerminalOutput, TerminalPlace } from '@contract/terminals'
import { Failure } from '@domain/failure'
import type { Platform } from '../platform'
import { type Commands, createCommands } from './commands'
import { listKept } from './kept-shells'
import { createLayoutStore, type LayoutStore } from './layout-store'
import { openLocalShell } from './local-shell'
import { createRoomyLink } from './roomy-link'
import type { OpenedShell, ShellRequest } from './shell-source'
import { hostChoice, openSiteTerminal, type SitePlace, type SiteTerminalAccess } from './site-terminal'
import { openSession, type TerminalSession } from './terminal-session'

export interface OpenTerminal {
  readonly id: string
  readonly place: TerminalPlace
  readonly cols: number
  readonly rows: number
  readonly folder?: string | undefined
  readonly attach?: KeptShell | undefined
  readonly command?: readonly string[] | undefined
  readonly keep?: boolean | undefined
}

/** The service behind contract/terminals; units and errors are described there. */
export interface Terminals extends Commands {
  list(): Terminal[]
  open(request: OpenTerminal, signal: AbortSignal | undefined): Promise<Terminal>
  watch(id: string, signal: AbortSignal | undefined): AsyncGenerator<TerminalOutput, void, void>
  ack(id: string, offset: number): void
  input(id: string, data: string): Promise<void>
  resize(id: string, cols: number, rows: number): void
  closeTerminal(id: string, detach: boolean): Promise<void>
  folder(id: string): Promise<string | null>
  kept(place: Omit<SitePlace, 'kind'>, signal: AbortSignal | undefined): Promise<KeptShellView[]>
  readonly layout: LayoutStore
  /** Shells that would end with the engine: those that their host keeps are none. */
  openCount(): number
  /** Ends every shell but the kept ones. */
  close(): Promise<void>
}

export interface TerminalsDependencies extends Pick<SiteTerminalAccess, 'access'> {
  readonly platform: Platform
  /** Default: none does. */
  readonly keepsShells?: SiteTerminalAccess['keepsShells']
}

/** Ended terminals stay for a window that has not yet seen their end. */
const endedKept = 20

function placeTitle(place: TerminalPlace): string {
  if (place.kind === 'local') return 'This computer'
  return place.host ? `${place.site} ${place.host}` : place.site
}

export function createTerminals(deps: TerminalsDependencies): Terminals {
  const { platform, access, keepsShells = async () => false } = deps
  const sessions = new Map<string, TerminalSession>()
  const opening = new Map<string, Terminal>()
  const closing = new AbortController()
  const roomy = createRoomyLink(access)

  const session = (id: string): TerminalSession => {
    const found = sessions.get(id)
    if (!found) throw new Failure('not-found', 'There is no such terminal; it was closed or the engine was restarted.')
    return found
  }

  const forgetOldest = (): void => {
    const ended = [...sessions].filter(([, one]) => one.view.state === 'ended')
    for (const [id] of ended.slice(0, Math.max(0, ended.length - endedKept))) sessions.delete(id)
  }

  const openShell = (
    { place, folder, attach, command, keep }: OpenTerminal,
    shell: ShellRequest,
    signal: AbortSignal
  ): Promise<OpenedShell> => {
    if (place.kind === 'local' && command)
      return Promise.reject(new Failure('unsupported', 'On this computer a terminal runs the shell alone.'))
    if (place.kind === 'local') return openLocalShell(platform, { ...shell, folder })
    const request = { ...shell, folder, attach, command, keep }
    // The shell outlives the call that opened it: what is done to it later has the engine's signal alone.
    return openSiteTerminal(place, request, { access, log: platform.log, keepsShells, roomy }, signal, closing.signal)
  }

  async function open(request: OpenTerminal, caller: AbortSignal | undefined): Promise<Terminal> {
    const { id, place, cols, rows } = request
    if (sessions.has(id) || opening.has(id)) throw new Failure('exists', `A terminal ${id} is already there.`)
    const signal = caller ? AbortSignal.any([caller, closing.signal]) : closing.signal
    const start = { id, place, title: placeTitle(place), cols, rows }
    opening.set(id, { ...start, state: 'opening', kept: request.attach ?? null })
    try {
      const opened = await openSession(start, shell => openShell(request, shell, signal), forgetOldest)
      if (closing.signal.aborted || !opening.has(id)) {
        await opened.close(request.attach !== undefined)
        throw new Failure('cancelled', 'The terminal was closed while it was being opened.')
      }
      sessions.set(id, opened)
      return opened.view
    } finally {
      opening.delete(id)
    }
  }

  return {
    ...createCommands(access),
    list: () => [...opening.values(), ...[...sessions.values()].map(one => one.view)],
    open,
    watch: (id, signal) => session(id).watch(signal),
    ack: (id, offset) => session(id).ack(offset),
    input: async (id, data) => session(id).input(data),
    resize: (id, cols, rows) => session(id).resize(cols, rows),
    closeTerminal: async (id, detach) => {
      opening.delete(id)
      const found = sessions.get(id)
      sessions.delete(id)
      await found?.close(detach)
    },
    folder: async id => session(id).folder(),
    kept: async (place, signal) => {
      const shared = await access.connection(place.site, hostChoice(place), signal)
      return roomy.ask(shared, (link, spare) => listKept(link, { spare, signal }), signal)
    },
    layout: createLayoutStore(platform),
    openCount: () => [...sessions.values()].filter(({ view }) => view.state === 'open' && view.kept === null).length,
    close: async () => {
      closing.abort()
      await Promise.all([...sessions.values()].map(one => one.close(true)))
      sessions.clear()
    }
  }
}
