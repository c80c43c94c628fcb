import type { PromptAnswer, PromptEvent, PromptRequest } from '@contract/prompts'
import { Failure } from '@domain/failure'
import { beforeEach, describe, expect, it } from 'vitest'
import { createPromptBroker, type PromptBroker } from '../../../src/main/prompts/prompt-broker'
import { within } from '../../contract/world'

const hostKey: PromptRequest = {
  kind: 'host-key',
  site: 'em',
  host: 'login.example',
  port: 22,
  user: 'ada',
  hop: 1,
  hops: 1,
  keyType: 'ssh-ed25519',
  fingerprint: 'SHA256:abc'
}
const yes = { kind: 'host-key', accept: true } as const
const never = new AbortController().signal

let broker: PromptBroker
let count: number
beforeEach(() => {
  count = 0
  const newId = (): string => {
    count++
    return `id-${count}`
  }
  broker = createPromptBroker({ now: () => new Date('2026-01-02T03:04:05Z') }, newId)
})

const failure = (work: Promise<unknown>): Promise<Failure> =>
  within(
    5_000,
    'a failure',
    work.then(
      () => new Failure('internal', 'It did not fail.'),
      (thrown: unknown) => Failure.from(thrown)
    )
  )

async function watch(clientId: string) {
  const stop = new AbortController()
  const stream = broker.watch(clientId, stop.signal)
  const next = async (): Promise<PromptEvent | undefined> => {
    const item = await within(5_000, 'a prompt event', stream.next())
    return item.done ? undefined : item.value
  }
  expect(await next()).toEqual({ type: 'ready' })
  return { next, stop: () => stop.abort() }
}

describe('a question', () => {
  it('with nobody there fails at once, and says of what it is', async () => {
    const { code, message, hint } = await failure(broker.ask(hostKey, never))
    expect(code).toBe('answer-needed')
    expect(message).toContain('SHA256:abc')
    expect(hint).not.toBe('')
  })

  it('is told to everybody who watches, and closed for all by the first answer', async () => {
    const [one, two] = [await watch('one'), await watch('two')]
    const asked = broker.ask(hostKey, never)
    const event = { type: 'asked', id: 'id-1', askedAt: '2026-01-02T03:04:05.000Z', prompt: hostKey }
    expect([await one.next(), await two.next()]).toEqual([event, event])
    broker.answer('two', 'id-1', yes)
    expect(await asked).toEqual(yes)
    expect([await one.next(), await two.next()]).toEqual([
      { type: 'closed', id: 'id-1' },
      { type: 'closed', id: 'id-1' }
    ])
    expect(() => broker.answer('one', 'id-1', yes)).toThrow(expect.objectContaining({ code: 'not-found' }))
  })

  it('is shown to who comes later', async () => {
    await watch('one')
    const asked = broker.ask(hostKey, never)
    const late = await watch('late')
    expect(await late.next()).toMatchObject({ type: 'asked', id: 'id-1' })
    broker.answer('late', 'id-1', yes)
    expect(await asked).toEqual(yes)
  })

  it('stays open until the last of its watchers declined', async () => {
    const [one] = [await watch('one'), await watch('two')]
    const failing = failure(broker.ask(hostKey, never))
    await one.next()
    broker.answer('one', 'id-1', { kind: 'declined' })
    let ended = false
    void failing.then(() => {
      ended = true
    })
    await new Promise(resolve => setImmediate(resolve))
    expect(ended).toBe(false)
    broker.answer('two', 'id-1', { kind: 'declined' })
    expect((await failing).code).toBe('answer-needed')
  })

  it('fails when the last who might answer goes away', async () => {
    const [one, two] = [await watch('one'), await watch('two')]
    const failing = failure(broker.ask(hostKey, never))
    await one.next()
    broker.answer('one', 'id-1', { kind: 'declined' })
    await two.next()
    const end = two.next()
    two.stop()
    expect(await end).toBeUndefined()
    expect((await failing).code).toBe('answer-needed')
    expect(await one.next()).toEqual({ type: 'closed', id: 'id-1' })
  })

  it('is withdrawn when the work that asked is cancelled', async () => {
    const one = await watch('one')
    const stop = new AbortController()
    const failing = failure(broker.ask(hostKey, stop.signal))
    await one.next()
    stop.abort()
    expect((await failing).code).toBe('cancelled')
    expect(await one.next()).toEqual({ type: 'closed', id: 'id-1' })
    expect((await failure(broker.ask(hostKey, AbortSignal.abort()))).code).toBe('cancelled')
  })

  it('takes no answer of another kind and stays open', async () => {
    await watch('one')
    const asked = broker.ask(hostKey, never)
    const wrong: PromptAnswer = { kind: 'credentials', answers: ['x'], remember: false }
    expect(() => broker.answer('one', 'id-1', wrong)).toThrow(expect.objectContaining({ code: 'usage' }))
    broker.answer('one', 'id-1', yes)
    expect(await asked).toEqual(yes)
  })
})
