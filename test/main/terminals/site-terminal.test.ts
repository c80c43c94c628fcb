import { Failure } from '@domain/failure'
import { expect, it } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import type { Connection } from '../../../src/main/ssh/types'
import { createInTmux, endInTmux, findKeeper } from '../../../src/main/terminals/shell-scripts'
import { openSiteTerminal } from '../../../src/main/terminals/site-terminal'

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
    { access: { connection: async () => connection }, log: silentLog, keepsShells: async () => true },
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
