import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '@domain/failure'
import { expect, it } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import type { LinkFollower, SiteAccess } from '../../../src/main/site-access'
import type { Connection, RunningScript, RunOptions } from '../../../src/main/ssh/types'
import { createRoomyLink } from '../../../src/main/terminals/roomy-link'
import { createInTmux, endInTmux, findKeeper } from '../../../src/main/terminals/shell-scripts'
import { openSiteTerminal } from '../../../src/main/terminals/site-terminal'
import { openSession } from '../../../src/main/terminals/terminal-session'

/** A host with tmux that gives no channel to show anything on; `during` is called while a session is made. */
function host(during: () => void = () => undefined) {
  const sessions = new Set<string>()
  const connection = {
    connected: true,
    target: { host: 'far', hostName: 'main' },
    async run(script: string, { args: [name = ''], signal }: { args: string[]; signal?: AbortSignal }) {
      if (script === createInTmux) {
        sessions.add(name)
        during()
      }
      signal?.throwIfAborted()
      if (script === endInTmux) sessions.delete(name)
      const stdout = Buffer.from(script === findKeeper ? 'tmux\n' : '')
      return { code: 0, signal: null, stdout, stderr: Buffer.alloc(0) }
    },
    start: () => Promise.reject(new Failure('channel-refused', 'No channel is left.'))
  }
  // Only what a kept shell asks of a connection is there.
  return { sessions, connection: connection as unknown as Connection }
}

function open({ connection }: ReturnType<typeof host>, signal: AbortSignal) {
  return openSiteTerminal(
    { kind: 'site', site: 'em' },
    { cols: 80, rows: 24, onText: () => undefined },
    {
      access: { connection: async () => connection },
      log: silentLog,
      keepsShells: async () => true,
      roomy: createRoomyLink({})
    },
    signal,
    new AbortController().signal
  )
}

it('A shell that was made on its host and could not be shown does not stay there', async () => {
  const far = host()
  await expect(open(far, new AbortController().signal)).rejects.toMatchObject({ code: 'channel-refused' })
  await expect.poll(() => [...far.sessions]).toEqual([])
})

it('A shell whose window was closed while it was made does not stay there', async () => {
  const closed = new AbortController()
  const far = host(() => closed.abort(new Failure('cancelled', 'Closed.')))
  await expect(open(far, closed.signal)).rejects.toMatchObject({ code: 'cancelled' })
  await expect.poll(() => [...far.sessions]).toEqual([])
})

/** A channel that shows something until it is lost. */
function shownChannel() {
  let lose = (): void => undefined
  const exit = new Promise<never>((_, reject) => {
    lose = () => reject(new Failure('unreachable', 'The link was lost.'))
  })
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  exit.catch(() => stdout.end())
  const running: RunningScript = { stdin, stdout, stderr, exit, resize: () => undefined, close: () => stdout.end() }
  return { running, lose: () => lose() }
}

it('A kept shell is made and shown on another connection where the first has no channel, and again if only that is lost', async () => {
  let isFull = true
  let shownThere = 0
  const refused = new Failure('channel-refused', 'No channel is left.')
  const there = host()
  const shared = Object.assign(host().connection, {
    run: (script: string, options?: RunOptions) =>
      isFull && options?.priority === 'spare' ? Promise.reject(refused) : there.connection.run(script, options),
    start: () => {
      if (isFull) return Promise.reject(refused)
      shownThere += 1
      return Promise.resolve(shownChannel().running)
    }
  })
  const besides = shownChannel()
  let isClosed = false
  const further = Object.assign(there.connection, {
    start: async () => besides.running,
    close: () => {
      isClosed = true
    }
  })
  const session = await openSession(
    { id: 't', place: { kind: 'site', site: 'em' }, title: 'em', cols: 80, rows: 24 },
    shell =>
      openSiteTerminal(
        { kind: 'site', site: 'em' },
        shell,
        {
          access: { connection: async () => shared },
          log: silentLog,
          keepsShells: async () => true,
          roomy: createRoomyLink({ further: async () => further })
        },
        new AbortController().signal,
        new AbortController().signal
      ),
    () => undefined
  )
  expect(session.view).toMatchObject({ state: 'open', kept: { by: 'tmux' } })
  expect(there.sessions.size).toBe(1)
  isFull = false
  Object.assign(further, { connected: false })
  besides.lose()
  await expect.poll(() => shownThere).toBe(1)
  await expect.poll(() => session.view.state).toBe('open')
  expect([shownThere, isClosed]).toEqual([1, true])
  await session.close(true)
})

it('A shell that could not be shown when its link came back is shown as soon as it can be', async () => {
  let lose = (): void => undefined
  let left = 1
  const channel = async (): Promise<RunningScript> => {
    if (left-- <= 0) throw new Failure('channel-refused', 'No channel is left.')
    const shown = shownChannel()
    lose = shown.lose
    return shown.running
  }
  const connection = Object.assign(host().connection, { start: channel })
  let back: LinkFollower['onBack'] = () => undefined
  const hold: SiteAccess['hold'] = (_site, _choice, _holder, follower) => {
    back = follower.onBack
    return () => undefined
  }
  const session = await openSession(
    { id: 't', place: { kind: 'site', site: 'em' }, title: 'em', cols: 80, rows: 24 },
    shell =>
      openSiteTerminal(
        { kind: 'site', site: 'em' },
        shell,
        {
          access: { connection: async () => connection, hold },
          log: silentLog,
          keepsShells: async () => true,
          roomy: createRoomyLink({})
        },
        new AbortController().signal,
        new AbortController().signal
      ),
    () => undefined
  )
  lose()
  await expect.poll(() => session.view.state).toBe('waiting')
  void Promise.resolve(back(connection)).catch(() => undefined)
  await sleep(100)
  left = 1
  await expect.poll(() => session.view.state, { timeout: 30_000 }).toBe('open')
  await session.close(true)
}, 20_000)
