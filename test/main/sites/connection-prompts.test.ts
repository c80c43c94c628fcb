import type { PromptAnswer, PromptRequest } from '@contract/prompts'
import { Failure } from '@domain/failure'
import { beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import { createConnectionPrompts } from '../../../src/main/sites/connection-prompts'
import { type CredentialsPrompt, createConnectionSecrets } from '../../../src/main/sites/connection-secrets'
import type { AnswerOutcome, AskPrompt, ConnectionAnswer } from '../../../src/main/ssh/types'

const password: CredentialsPrompt = {
  kind: 'credentials',
  site: 'em',
  host: 'login',
  port: 22,
  user: 'ada',
  hop: 1,
  hops: 1,
  method: 'password',
  title: '',
  instructions: '',
  fields: [{ label: 'Password', secret: true }],
  canRemember: true
}
const code: CredentialsPrompt = {
  ...password,
  method: 'keyboard-interactive',
  fields: [{ label: 'One-time password (OATH):', secret: true }]
}
let store: Map<string, string>
let asked: PromptRequest[]
let person: PromptAnswer | undefined
let prompts: AskPrompt
/** The answer, and what then tells what became of it. */
async function ask(
  request: CredentialsPrompt,
  automatic = false
): Promise<{ answer: ConnectionAnswer; end(outcome: AnswerOutcome): Promise<void> }> {
  let resolve: (outcome: AnswerOutcome) => void = () => undefined
  const outcome = new Promise<AnswerOutcome>(settle => {
    resolve = settle
  })
  const answer = await prompts(request, { signal: AbortSignal.timeout(5000), origin: undefined, automatic, outcome })
  return {
    answer,
    end: async result => {
      resolve(result)
      await settled()
    }
  }
}
const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

beforeEach(() => {
  store = new Map()
  asked = []
  person = { kind: 'credentials', answers: ['s3cret'], remember: true }
  const keystore = {
    kind: 'memory' as const,
    settle: async () => {},
    get: async (name: string) => store.get(name) ?? null,
    set: async (name: string, value: string) => void store.set(name, value),
    remove: async (name: string) => void store.delete(name)
  }
  const broker = {
    ask: async (request: PromptRequest) => {
      asked.push(request)
      if (!person) throw new Failure('answer-needed', 'Nobody is there.')
      return person
    },
    watch: () => {
      throw new Error('not used here')
    },
    answer: () => {}
  }
  prompts = createConnectionPrompts(broker, createConnectionSecrets(keystore, silentLog))
})

const name = 'ssh:password:ada@login:22'

describe('a remembered password', () => {
  it('is kept only once the server has taken it', async () => {
    const first = await ask(password)
    expect(store.size).toBe(0)
    await first.end('right')
    expect([...store]).toEqual([[name, 's3cret']])
    expect((await ask(password)).answer).toMatchObject({ answers: ['s3cret'], kept: true })
    expect(asked).toHaveLength(1)
  })

  it.each(['wrong', 'unknown'] as const)('is not kept when what became of it is %s', async outcome => {
    await (await ask(password)).end(outcome)
    expect(store.size).toBe(0)
  })

  it.each(['password', 'passphrase'] as const)('is not kept where nobody asked for that: %s', async method => {
    person = { kind: 'credentials', answers: ['s3cret'], remember: false }
    await (await ask({ ...password, method })).end('right')
    expect(store.size).toBe(0)
  })

  it('is forgotten when the server refused it, and the person is asked', async () => {
    store.set(name, 'old')
    const first = await ask(password)
    expect(first.answer).toMatchObject({ answers: ['old'] })
    await first.end('wrong')
    expect(store.size).toBe(0)
    expect((await ask(password)).answer).toMatchObject({ answers: ['s3cret'] })
  })

  it('is not given twice while nobody knows whether it is right', async () => {
    store.set(name, 'old')
    await (await ask(password)).end('unknown')
    const second = await ask(password)
    expect(second.answer).toMatchObject({ answers: ['s3cret'] })
    await second.end('right')
    expect([...store]).toEqual([[name, 's3cret']])
    expect((await ask(password)).answer).toMatchObject({ kept: true })
  })

  it('belongs to its host: what another host of the site says of its own changes nothing', async () => {
    store.set(name, 'old')
    store.set('ssh:password:ada@gate:22', 'other')
    const host = await ask(password)
    const gate = await ask({ ...password, host: 'gate' })
    await gate.end('wrong')
    await host.end('right')
    expect([...store]).toEqual([[name, 'old']])
  })
})

describe('an answer', () => {
  it('to a question for a one-time code is never offered to be kept, nor kept', async () => {
    await (await ask(code)).end('right')
    expect(store.size).toBe(0)
    expect(asked).toMatchObject([{ canRemember: false }])
  })

  it('that nobody gives counts as declined', async () => {
    person = undefined
    expect((await ask(password)).answer).toEqual({ kind: 'declined' })
  })

  it('for work that nobody asked for comes from the keystore or from nobody', async () => {
    expect((await ask(password, true)).answer).toEqual({ kind: 'declined' })
    expect(asked).toEqual([])
    store.set(name, 'kept')
    expect((await ask(password, true)).answer).toMatchObject({ answers: ['kept'] })
  })
})
