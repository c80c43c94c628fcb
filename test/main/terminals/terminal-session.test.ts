import { expect, it } from 'vitest'
import type { Reopen, ShellEnd, ShellSource } from '../../../src/main/terminals/shell-source'
import { openSession } from '../../../src/main/terminals/terminal-session'

const lost: ShellEnd = { code: null, signal: null, reason: 'Link lost.', lost: true }

/** A shell that notes its size, and ends when it is told to. */
function shell() {
  const sizes: string[] = []
  let closed = 0
  let end = (_how: ShellEnd): void => undefined
  const ended = new Promise<ShellEnd>(resolve => {
    end = resolve
  })
  const source: ShellSource = {
    ...{ pause: () => undefined, resume: () => undefined, write: async () => undefined, ended },
    resize: (cols, rows) => void sizes.push(`${cols}x${rows}`),
    close: () => void closed++
  }
  return { source, sizes, end: () => end(lost), closes: () => closed }
}

async function kept() {
  const first = shell()
  let back = async (_reopen: Reopen): Promise<void> => undefined
  const keeping = {
    shell: { by: 'tmux' as const, name: 'farscope-1' },
    end: async () => undefined,
    follow: (onBack: typeof back) => {
      back = onBack
      return () => undefined
    }
  }
  const session = await openSession(
    { id: 't', place: { kind: 'local' }, title: 't', cols: 80, rows: 24 },
    async () => ({ source: first.source, keeping, folder: async () => null }),
    () => undefined
  )
  first.end()
  await expect.poll(() => session.view.state).toBe('waiting')
  return { session, back: (reopen: Reopen) => back(reopen) }
}

it('A shell that is shown again has the size that its window got meanwhile', async () => {
  const { session, back } = await kept()
  const next = shell()
  await back(async ({ cols, rows }) => {
    next.sizes.push(`${cols}x${rows}`)
    session.resize(100, 40)
    await new Promise(resolve => setTimeout(resolve, 60))
    return next.source
  })
  expect(next.sizes.at(-1)).toBe('100x40')
  await session.close(true)
})

it('A shell that two links bring back is shown once', async () => {
  const { session, back } = await kept()
  const [slow, quick] = [shell(), shell()]
  let goOn = (): void => undefined
  const late = back(async () => {
    await new Promise<void>(resolve => {
      goOn = resolve
    })
    return slow.source
  })
  await new Promise(resolve => setTimeout(resolve, 5))
  await back(async () => quick.source)
  goOn()
  await late
  expect([slow.closes(), quick.closes(), session.view.state]).toEqual([1, 0, 'open'])
  await session.close(true)
})
