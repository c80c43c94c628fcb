import { Failure } from '@domain/failure'
import { expect, it } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import type { LinkFollower } from '../../../src/main/site-access'
import type { Connection } from '../../../src/main/ssh/types'
import { followKept } from '../../../src/main/terminals/follow-kept'
import type { Reopen, ShellEnd, ShellSource } from '../../../src/main/terminals/shell-source'

const lost: ShellEnd = { code: null, signal: null, reason: 'Link lost.', lost: true }
const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 5))

function connection(): { connected: boolean } & Connection {
  // No more of a connection is asked here than its name and whether it stands.
  return { connected: true, target: { host: 'far' } } as unknown as { connected: boolean } & Connection
}

function source() {
  let end: (how: ShellEnd) => void = () => undefined
  const ended = new Promise<ShellEnd>(resolve => {
    end = resolve
  })
  const shown: ShellSource = {
    ...{ pause: () => undefined, resume: () => undefined, resize: () => undefined, close: () => undefined },
    ...{ write: async () => undefined, ended }
  }
  return { shown, end: (how: ShellEnd) => end(how) }
}

/** Follows a shell on `on`; `again` is what each showing of it leads to. */
function following(on: Connection, shared: Connection, again: () => Promise<ShellSource>) {
  const first = source()
  const shell = { by: 'tmux', name: 'farscope-1' } as const
  const calls: Reopen[] = []
  let back: LinkFollower['onBack'] = () => undefined
  const stop = followKept(
    { source: first.shown, on, shared },
    {
      ...{ shell, log: silentLog, signal: new AbortController().signal, open: again },
      hold: follower => {
        back = follower.onBack
        return () => undefined
      }
    },
    async reopen => {
      calls.push(reopen)
      await reopen({ cols: 80, rows: 24, onText: () => undefined })
    }
  )
  return { first, calls, stop, back: (link: Connection) => Promise.resolve(back(link)) }
}

it('A kept shell that is shown on a connection of its own is left alone when the shared link is back', async () => {
  const kept = following(connection(), connection(), async () => source().shown)
  await kept.back(connection())
  expect(kept.calls).toHaveLength(0)
  kept.stop()
})

it('A kept shell whose own connection is lost is shown again while the shared link stands, and not while it is lost', async () => {
  for (const [stands, times] of [
    [true, 1],
    [false, 0]
  ] as const) {
    const [own, shared] = [connection(), connection()]
    const kept = following(own, shared, async () => source().shown)
    own.connected = false
    shared.connected = stands
    kept.first.end(lost)
    await settled()
    expect(kept.calls).toHaveLength(times)
    kept.stop()
  }
})

it('A kept shell is never shown twice at once, which would take it from itself', async () => {
  const [old, next] = [connection(), connection()]
  let refuse: (thrown: unknown) => void = () => undefined
  const answers = [
    new Promise<ShellSource>((_, reject) => {
      refuse = reject
    }),
    Promise.resolve(source().shown)
  ]
  const kept = following(old, old, () => answers.shift() ?? Promise.reject(new Failure('internal', 'Shown too often.')))
  kept.first.end(lost)
  const first = kept.back(old)
  await settled()
  const second = kept.back(next)
  await settled()
  expect(kept.calls).toHaveLength(1)
  old.connected = false
  refuse(new Failure('unreachable', 'The link was lost.'))
  await Promise.all([first, second])
  expect(kept.calls).toHaveLength(2)
  expect(answers).toEqual([])
  kept.stop()
})

it('A kept shell that was left is not shown any more', async () => {
  const [own, shared] = [connection(), connection()]
  const kept = following(own, shared, async () => source().shown)
  kept.stop()
  own.connected = false
  kept.first.end(lost)
  await kept.back(shared)
  expect(kept.calls).toHaveLength(0)
})
