import type { PromptAnswer, PromptRequest } from '@contract/prompts'
import type { ConnectionView } from '@contract/sites'
import { Failure } from '@domain/failure'
import { beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import { type ConnectionPrompts, createConnectionPrompts } from '../../../src/main/sites/connection-prompts'
import { type CredentialsPrompt, createConnectionSecrets } from '../../../src/main/sites/connection-secrets'

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
const view = (state: ConnectionView['state'], error: ConnectionView['error'] = null): ConnectionView => ({
  site: 'em',
  host: 'main',
  state,
  since: '2026-01-01T00:00:00Z',
  roundTripMs: null,
  channels: 0,
  logins: 0,
  error
})

let store: Map<string, string>
let asked: PromptRequest[]
let person: PromptAnswer | undefined
let prompts: ConnectionPrompts
const ask = (request: CredentialsPrompt): Promise<PromptAnswer> =>
  prompts.ask(request, { signal: AbortSignal.timeout(5000), origin: undefined })
const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

beforeEach(() => {
  store = new Map()
  asked = []
  person = { kind: 'credentials', answers: ['s3cret'], remember: true }
  const keystore = {
    kind: 'memory' as const,
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

describe('a remembered password', () => {
  it('is kept only once the server has taken it', async () => {
    await ask(password)
    expect(store.size).toBe(0)
    prompts.observe([view('connected')])
    await settled()
    expect([...store.values()]).toEqual(['s3cret'])
    expect(await ask(password)).toMatchObject({ answers: ['s3cret'] })
    expect(asked).toHaveLength(1)
  })

  it('that is refused is forgotten, and the person is asked', async () => {
    store.set('ssh:password:ada@login:22', 'old')
    expect(await ask(password)).toMatchObject({ answers: ['old'] })
    expect(await ask(password)).toMatchObject({ answers: ['s3cret'] })
    expect(store.size).toBe(0)
  })

  it('is forgotten when the login fails with it', async () => {
    store.set('ssh:password:ada@login:22', 'old')
    await ask(password)
    prompts.observe([view('failed', { code: 'auth-failed', message: '', hint: '' })])
    await settled()
    expect(store.size).toBe(0)
  })
})

describe('an answer', () => {
  it('to a question for a one-time code is never offered to be kept, nor kept', async () => {
    await ask(code)
    prompts.observe([view('connected')])
    await settled()
    expect(store.size).toBe(0)
    expect(asked).toMatchObject([{ canRemember: false }])
  })

  it('that nobody gives counts as declined', async () => {
    person = undefined
    expect(await ask(password)).toEqual({ kind: 'declined' })
  })
})
