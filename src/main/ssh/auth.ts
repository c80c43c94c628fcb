/**
 * Logging in, in ssh's order: none, public keys, keyboard-interactive, password. Each thing is tried once; a refusal is
 * never repeated by itself. After a partial success (RFC 4252 5.1) the methods still wanted are gone through anew.
 */
import { Failure } from '@domain/failure'
import ssh2, { type AnyAuthMethod, type ParsedKey, type Prompt } from 'ssh2'
import { type HopPlace, nameOf } from './errors'
import { agentSocket, keysToOffer, type OfferedKey, unlock } from './keys'
import type { AnswerOutcome, ConnectionPrompt, Endpoint } from './types'

export interface LoginContext {
  readonly endpoint: Endpoint
  readonly place: HopPlace
  readonly homeFolder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Answers, or undefined when declined. The time limit of the attempt stands still meanwhile. */
  ask(prompt: ConnectionPrompt, outcome: Promise<AnswerOutcome>): Promise<readonly string[] | undefined>
  /** Ends the attempt. */
  fail(error: unknown): void
}

/** An agent that asks nobody signs faster than this. Milliseconds. */
const touchMs = 1000

type CredentialMethod = 'password' | 'passphrase' | 'keyboard-interactive'
type Signer = (data: Buffer, hash: string | undefined) => Promise<Buffer>

/** An agent of one key whose signature may take its time (a passphrase has to be typed). */
class OneKeyAgent extends ssh2.BaseAgent<ParsedKey> {
  signed = false

  constructor(
    private readonly key: ParsedKey,
    private readonly signer: Signer
  ) {
    super()
  }

  override getIdentities(done: (error?: Error | null, keys?: ParsedKey[]) => void): void {
    done(null, [this.key])
  }

  override sign(_key: ParsedKey, data: Buffer, options: unknown, callback?: unknown): void {
    const done = typeof options === 'function' ? options : callback
    if (typeof done !== 'function') return
    const hash =
      typeof options === 'object' && options !== null && 'hash' in options && typeof options.hash === 'string'
        ? options.hash
        : undefined
    this.signer(data, hash).then(
      signature => {
        this.signed = true
        done(null, signature)
      },
      (error: unknown) => done(error)
    )
  }
}

export class Login {
  /** What was offered and refused, for the message. */
  private readonly tried: string[] = []
  private offered: string[] = []
  private keys: OfferedKey[] | undefined
  private lastAgent: OneKeyAgent | undefined
  private done = new Set<string>()
  private answered = false
  /** The server asked what it had not asked before, and nobody answered: that is no refusal. */
  private wanting = false
  private readonly answeredLabels = new Set<string>()
  /** Told what became of the answers that the server has not judged yet. */
  private readonly unproven: ((outcome: AnswerOutcome) => void)[] = []
  private readonly socket: string | undefined
  private slowSignature = false
  private refused = false

  constructor(private readonly context: LoginContext) {
    this.socket = agentSocket(context.endpoint, context.environment)
  }

  /** An agent signed with a security key (`sk-…`), or so slowly that it must have asked somebody. */
  get touched(): boolean {
    return this.slowSignature
  }

  /** The server said no to a key or an answer; it may yet take the next. */
  get refusedAny(): boolean {
    return this.refused
  }

  /** ssh2's authHandler: what to try next, or false when nothing is left. */
  async next(left: readonly string[] | null, partial: boolean | null): Promise<AnyAuthMethod | false> {
    const username = this.context.endpoint.user
    if (left !== null && partial !== true && this.tried.length > 0) this.refused = true
    // ssh2 does not pass on the answer to a signed agent key, so a key that was accepted for the first of two steps
    // looks refused. Asking for "none" makes the server say what it still wants.
    if (left === null || this.lastAgent?.signed) {
      this.lastAgent = undefined
      return { type: 'none', username }
    }
    const stepDone =
      partial === true || (this.offered.length > 0 && left.some(method => !this.offered.includes(method)))
    if (stepDone) this.done = new Set()
    this.offered = [...left]
    if (left.includes('publickey')) {
      const key = await this.nextKey(username)
      if (key) return key
    }
    for (const method of ['keyboard-interactive', 'password'] as const) {
      if (!left.includes(method) || this.done.has(method)) continue
      const attempt = method === 'password' ? await this.password(username) : this.keyboard(username)
      if (attempt) return attempt
    }
    return false
  }

  /** Why nothing is left to try. */
  refusal(): Failure {
    const { endpoint, place } = this.context
    const name = nameOf(endpoint, place)
    if (this.wanting)
      return new Failure('answer-needed', `${name} asks for a password or code, and nobody answered.`, {
        hint: 'Run it on a terminal, give --answers-stdin, or set up a key or an agent.'
      })
    const wants = this.offered.join(', ') || 'nothing that is known'
    const only = this.offered.length > 0 && this.offered.every(method => /^(gssapi|hostbased)/.test(method))
    return new Failure('auth-failed', `${name} refused the login. Tried: ${this.tried.join(', ') || 'nothing'}.`, {
      hint: only
        ? `The server takes only ${wants}, which Farscope cannot use; ask for a key, or connect through ProxyCommand.`
        : `The server takes ${wants}. Check the user name, the key (--identity) and the password.`,
      detail: `offered: ${wants}`
    })
  }

  /** The attempt has ended: the server took the answers, refused them, or never said. */
  conclude(outcome: AnswerOutcome): void {
    for (const tell of this.unproven.splice(0)) tell(outcome)
  }

  private async nextKey(username: string): Promise<AnyAuthMethod | undefined> {
    this.keys ??= await keysToOffer(this.context.endpoint, this.context.homeFolder, this.socket)
    for (let key = this.keys.shift(); key; key = this.keys.shift()) {
      const { privateKey, publicKey, encrypted, label } = key
      if (privateKey) {
        this.tried.push(`key ${label}`)
        return { type: 'publickey', username, key: privateKey }
      }
      const signer = key.source === 'agent' ? this.agentSigner(key) : this.fileSigner(key)
      const offer = publicKey ?? (encrypted && (await this.unlocked(encrypted, label)))
      if (!offer) continue
      this.tried.push(`key ${label}`)
      if (!publicKey) return { type: 'publickey', username, key: offer }
      this.lastAgent = new OneKeyAgent(offer, signer)
      return { type: 'agent', username, agent: this.lastAgent }
    }
    return undefined
  }

  private agentSigner(key: OfferedKey): Signer {
    return (data, hash) =>
      new Promise((resolve, reject) => {
        const agent = this.socket === undefined ? undefined : ssh2.createAgent(this.socket)
        if (!agent || !key.publicKey) return reject(new Error('The agent is gone.'))
        const started = performance.now()
        // ssh2 hands the algorithm on under this name; its types list fewer values.
        const options = (hash === undefined ? {} : { hash }) as { hash?: 'sha256' | 'sha512' }
        agent.sign(key.publicKey, data, options, (error, signature) => {
          if (performance.now() - started > touchMs || key.publicKey?.type.startsWith('sk-')) this.slowSignature = true
          if (error || !signature) reject(error ?? new Error('The agent did not sign.'))
          else resolve(signature)
        })
      })
  }

  private fileSigner(key: OfferedKey): Signer {
    return async (data, hash) => {
      const unlocked = key.encrypted && (await this.unlocked(key.encrypted, key.label))
      const signature: unknown = unlocked?.sign(data, hash)
      if (!Buffer.isBuffer(signature)) throw new Error(`The key ${key.label} stayed locked.`)
      return signature
    }
  }

  /** A wrong passphrase never reaches the server, so it may be typed three times, as with ssh. */
  private async unlocked(encrypted: Buffer, file: string): Promise<ParsedKey | undefined> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const answers = await this.credentials('passphrase', file, '', [{ label: 'Passphrase', secret: true }])
      if (!answers) return undefined
      const key = unlock(encrypted, answers[0] ?? '')
      this.unproven.pop()?.(key ? 'right' : 'wrong')
      if (key) return key
    }
    return undefined
  }

  private async password(username: string): Promise<AnyAuthMethod | undefined> {
    this.done.add('password')
    const answers = await this.credentials('password', '', '', [{ label: 'Password', secret: true }])
    if (!answers) return undefined
    this.answered = true
    this.tried.push('password')
    return { type: 'password', username, password: answers[0] ?? '' }
  }

  private keyboard(username: string): AnyAuthMethod {
    this.done.add('keyboard-interactive')
    this.tried.push('keyboard-interactive')
    return {
      type: 'keyboard-interactive',
      username,
      prompt: (title, instructions, _language, prompts, finish) => {
        this.answerRound(title, instructions, prompts).then(finish, error => this.context.fail(error))
      }
    }
  }

  private async answerRound(title: string, instructions: string, prompts: Prompt[]): Promise<string[]> {
    const fields = prompts.map(({ prompt, echo }) => ({ label: prompt, secret: echo !== true }))
    const answers = await this.credentials('keyboard-interactive', title, instructions, fields)
    if (!answers) throw this.refusal()
    this.answered = true
    return fields.map((_, at) => answers[at] ?? '')
  }

  private async credentials(
    method: CredentialMethod,
    title: string,
    instructions: string,
    fields: { label: string; secret: boolean }[]
  ): Promise<readonly string[] | undefined> {
    const { endpoint, place } = this.context
    const { host, port, user } = endpoint
    const outcome = new Promise<AnswerOutcome>(resolve => this.unproven.push(resolve))
    // Whoever keeps secrets strikes this out where the answer is worthless a minute later.
    const canRemember = true
    const answers = await this.context.ask(
      { kind: 'credentials', ...place, host, port, user, method, title, instructions, fields, canRemember },
      outcome
    )
    // The same question again, in whatever form, means that the answer before was wrong.
    const anew = method === 'keyboard-interactive' && fields.some(({ label }) => !this.answeredLabels.has(label))
    this.wanting = !answers && (!this.answered || anew)
    if (answers) for (const { label } of fields) this.answeredLabels.add(label)
    return answers
  }
}
