import { PassThrough } from 'node:stream'
import { expect, it, vi } from 'vitest'
import { KeeperGate } from '../../../src/main/terminals/keeper-gate'

function gateOf() {
  const input = new PassThrough()
  const gate = new KeeperGate('the-mark', input)
  let seen = ''
  gate.on('data', (chunk: Buffer) => {
    seen += chunk.toString()
  })
  let isShown = false
  void gate.shown.then(() => {
    isShown = true
  })
  const settle = () => new Promise(resolve => setImmediate(resolve))
  return { gate, answered: () => String(input.read() ?? ''), seen: () => seen, isShown: () => isShown, settle }
}

it('passes what comes before the mark, answers the mark, and lets input through when tmux draws', async () => {
  const { gate, answered, seen, isShown, settle } = gateOf()
  gate.write('older lines\r\nthe-')
  await settle()
  expect([seen(), answered(), isShown()]).toEqual(['older line', '', false])
  gate.write('mark\r')
  gate.write('\n')
  await settle()
  expect([seen(), answered(), isShown()]).toEqual(['older lines\r\n', '\n', false])
  gate.write('\x1b[Hprompt$ ')
  await settle()
  expect([seen(), answered(), isShown()]).toEqual(['older lines\r\n\x1b[Hprompt$ ', '', true])
})

it('holds no input of a shell that ends before it is shown, and loses nothing of what it said', async () => {
  const { gate, answered, seen, isShown, settle } = gateOf()
  gate.end('no such sess')
  await settle()
  expect([seen(), answered(), isShown()]).toEqual(['no such sess', '', true])
})

it('holds no input where its channel is gone', async () => {
  const { gate, isShown, settle } = gateOf()
  gate.destroy()
  await settle()
  expect(isShown()).toBe(true)
})

it('lets input through to a tmux that hangs before it says anything, and answers it all the same when it does', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const { gate, answered, seen, isShown, settle } = gateOf()
    vi.advanceTimersByTime(14_000)
    await settle()
    expect(isShown()).toBe(false)
    vi.advanceTimersByTime(2000)
    await settle()
    expect(isShown()).toBe(true)
    gate.write('the-mark\r\nprompt$ ')
    await settle()
    expect([seen(), answered()]).toEqual(['prompt$ ', '\n'])
    gate.destroy()
  } finally {
    vi.useRealTimers()
  }
})
