/** One hop: from a stream to an authenticated ssh2 client, with a time limit that waits while a person answers. */
import type { Duplex } from 'node:stream'
import type { ConnectionView, TrustedKey } from '@contract/sites'
import { Failure } from '@domain/failure'
import ssh2, { type Client } from 'ssh2'
import { Login } from './auth'
import { coalesceWrites } from './coalesce-writes'
import {
  abortFailure,
  connectFailure,
  errorFields,
  type HopPlace,
  hungUpFailure,
  nameOf,
  proxyFailure,
  silentFailure
} from './errors'
import {
  decideHostKey,
  type KnownHostsFiles,
  loadEndpointKeys,
  type ShownKey,
  storeHostKey,
  trustedKey,
  unknownHostKey
} from './host-keys'
import { type ProxyStream, startProxyCommand } from './proxy-command'
import { connectReadingInPlace, type ReadingInPlace } from './read-in-place'
import { reusePackets } from './reuse-packets'
import type { AnswerOutcome, ConnectionAnswer, ConnectionPrompt, Endpoint, HostKeyPolicy } from './types'
import { meterWire, type WireMeter } from './wire-meter'

/** What every attempt of this engine shares. */
export interface DialSettings {
  readonly knownHosts: KnownHostsFiles
  readonly homeFolder: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

export interface DialOptions {
  readonly endpoint: Endpoint
  readonly place: HopPlace
  readonly signal: AbortSignal
  /** Asks for this attempt; the time limit stands still meanwhile. */
  ask(prompt: ConnectionPrompt, signal: AbortSignal, outcome: Promise<AnswerOutcome>): Promise<ConnectionAnswer>
  readonly policy?: HostKeyPolicy | undefined
  /** The stream of the hop before; undefined: TCP or the endpoint's ProxyCommand. */
  readonly through?: Duplex | undefined
  /** Ends after the key is proved, without logging in. */
  readonly keyOnly?: boolean
}

export interface Dialled {
  readonly client: Client
  readonly stream: Duplex
  /** What `stream` carried so far. */
  readonly wire: WireMeter
  readonly serverVersion: string
  readonly algorithms: ConnectionView['algorithms']
  readonly hostKey: TrustedKey
  /** A security key was touched, or an agent asked somebody, as far as can be seen from here. */
  readonly neededPerson: boolean
}

/** TCP, or the shell command of ProxyCommand. */
function openStream(
  endpoint: Endpoint,
  environment: DialSettings['environment']
): Pick<ProxyStream, 'stream'> & Partial<ProxyStream & Pick<ReadingInPlace, 'reuse'>> {
  if (endpoint.proxyCommand !== undefined) return startProxyCommand(endpoint.proxyCommand, environment)
  const { socket, reuse } = connectReadingInPlace(endpoint)
  return { stream: socket, reuse }
}

/** Reads the server's identification line (RFC 4253 4.2) as it passes by. */
function watchIdentification(stream: Duplex, found: (software: string) => void): void {
  let head = ''
  const look = (chunk: Buffer): void => {
    head += chunk.toString('latin1')
    const line = /^SSH-[\d.]+-([^\r\n]*)\r?\n/m.exec(head)
    if (line?.[1] !== undefined) found(line[1])
    if (line || head.length > 16_384) stream.off('data', look)
  }
  stream.on('data', look)
}

/** One attempt. It ends exactly once: with a client, or with a Failure and everything it opened closed. */
class Attempt {
  private readonly client = new ssh2.Client()
  private timer: NodeJS.Timeout | undefined
  private settled = false
  private version = ''
  private shown: { key: ShownKey; added: boolean } | undefined
  private algorithms: ConnectionView['algorithms'] = null
  private stream: Duplex | undefined
  private wire: WireMeter | undefined
  private login: Login | undefined
  private lastWords: ProxyStream['lastWords'] | undefined
  private reuse: ReadingInPlace['reuse'] | undefined
  private resolve: (dialled: Dialled) => void = () => undefined
  private reject: (failure: Failure) => void = () => undefined

  constructor(
    private readonly settings: DialSettings,
    private readonly options: DialOptions
  ) {}

  async run(): Promise<Dialled> {
    const { endpoint, signal, through } = this.options
    const keys = await loadEndpointKeys(endpoint, this.settings.knownHosts)
    // Only now: it may have been given up while the files were read.
    if (signal.aborted) {
      through?.destroy()
      throw abortFailure(signal)
    }
    const opened: ReturnType<typeof openStream> = through
      ? { stream: through }
      : openStream(endpoint, this.settings.environment)
    this.stream = opened.stream
    this.wire = meterWire(opened.stream)
    coalesceWrites(opened.stream)
    this.lastWords = opened.lastWords
    this.reuse = opened.reuse
    const result = new Promise<Dialled>((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
    const abort = (): void => this.fail(abortFailure(signal))
    signal.addEventListener('abort', abort, { once: true })
    this.listen()
    this.arm()
    const login = this.startLogin()
    this.client.connect({
      sock: opened.stream,
      username: endpoint.user,
      readyTimeout: 0,
      // The connection has a pulse of its own, which times each answer.
      keepaliveInterval: 0,
      algorithms: { serverHostKey: keys.algorithms },
      hostVerifier: (key: Buffer, verify: (accepted: boolean) => void): boolean | undefined => {
        // The same connection renews its keys now and then; what was accepted once stays so. The answer must be there at
        // once: while ssh2 waits for one it still takes what the server sends under the new keys, and what it then
        // writes, a reply or a window, goes out broken and ends the link.
        if (this.shown) return this.shown.key.key.equals(key)
        this.checkKey(keys.judge(key)).then(verify, error => {
          this.fail(error)
          verify(false)
        })
        return undefined
      },
      authHandler: (left, partial, next) => {
        // The key may still be on its way to the disk; nobody is to be asked for a password meanwhile.
        if (this.options.keyOnly) return
        this.arm()
        login.next(left, partial).then(
          method => {
            if (this.settled) return
            if (method) next(method)
            else this.fail(login.refusal())
          },
          (error: unknown) => this.fail(error)
        )
      }
    })
    watchIdentification(opened.stream, software => {
      this.version = software
    })
    try {
      return await result
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  private startLogin(): Login {
    const { endpoint, place } = this.options
    const { homeFolder, environment } = this.settings
    const login = new Login({
      ...{ endpoint, place, homeFolder, environment },
      ask: async (prompt, outcome) => {
        const answer = await this.ask(prompt, outcome)
        return answer.kind === 'credentials' ? answer.answers : undefined
      },
      fail: error => this.fail(error)
    })
    this.login = login
    return login
  }

  private listen(): void {
    const { endpoint, place, keyOnly } = this.options
    this.client.on('error', error => {
      // A key that could not sign is one refused key, not the end of the attempt.
      const { level } = errorFields(error)
      if (level === 'agent' || level === 'client-authentication') return
      this.fail(error)
    })
    this.client.on('close', () => this.fail(new Error('the server closed the connection')))
    this.client.on('change password', () =>
      this.fail(
        new Failure('auth-failed', `${nameOf(endpoint, place)} wants a new password before it lets you in.`, {
          hint: 'Log in once with ssh and change it there.'
        })
      )
    )
    this.client.on('handshake', ({ kex, serverHostKey, cs, sc }) => {
      this.arm()
      this.algorithms = { keyExchange: kex, hostKey: serverHostKey, cipher: cs.cipher, mac: cs.mac }
      reusePackets(this.client)
      if (sc.cipher.endsWith('-gcm@openssh.com')) this.reuse?.()
      const shown = this.shown
      // Stored only now: the handshake proved that the server holds the key.
      const stored = shown?.added ? storeHostKey(endpoint, shown.key.key, this.settings.knownHosts) : undefined
      if (keyOnly)
        (stored ?? Promise.resolve()).then(
          () => this.succeed(),
          error => this.fail(error)
        )
      else stored?.catch(error => this.fail(error))
    })
    this.client.on('ready', () => this.succeed())
  }

  private async checkKey(key: ShownKey): Promise<boolean> {
    const { endpoint, place, policy } = this.options
    const decision = decideHostKey(key, endpoint, place, policy)
    if (decision === 'ask') {
      const { host, port, user } = endpoint
      const { keyType, fingerprint } = key
      const answer = await this.ask(
        { kind: 'host-key', ...place, host, port, user, keyType, fingerprint },
        Promise.resolve('unknown')
      )
      if (answer.kind !== 'host-key' || !answer.accept) throw unknownHostKey(key, endpoint, place)
    }
    this.shown = { key, added: decision !== 'known' }
    return true
  }

  private async ask(prompt: ConnectionPrompt, outcome: Promise<AnswerOutcome>): Promise<ConnectionAnswer> {
    clearTimeout(this.timer)
    try {
      return await this.options.ask(prompt, this.options.signal, outcome)
    } finally {
      if (!this.settled) this.arm()
    }
  }

  /** The limit runs anew from each sign of life. */
  private arm(): void {
    clearTimeout(this.timer)
    if (this.settled) return
    const { endpoint, place } = this.options
    this.timer = setTimeout(
      () => this.fail(silentFailure(nameOf(endpoint, place), endpoint)),
      endpoint.connectTimeoutSeconds * 1000
    )
  }

  private succeed(): void {
    if (this.settled || !this.shown || !this.stream || !this.wire) return
    this.end()
    this.login?.conclude('right')
    const hostKey = trustedKey(this.shown.key, this.options.endpoint, this.shown.added)
    if (this.options.keyOnly) this.drop()
    this.resolve({
      client: this.client,
      stream: this.stream,
      wire: this.wire,
      serverVersion: this.version,
      algorithms: this.algorithms,
      hostKey,
      neededPerson: this.login?.touched === true
    })
  }

  private fail(error: unknown): void {
    if (this.settled) return
    this.end()
    this.drop()
    const { endpoint, place } = this.options
    const failure = connectFailure(error, endpoint, place)
    this.login?.conclude(failure.code === 'auth-failed' ? 'wrong' : 'unknown')
    const met = this.login?.refusedAny ? hungUpFailure(failure, endpoint, place) : failure
    // A command that brought no SSH server to the other end says why in its own words, some moments later.
    if (!this.lastWords || error instanceof Failure || this.version !== '') this.reject(met)
    else void this.lastWords().then(said => this.reject(proxyFailure(nameOf(endpoint, place), said, error)))
  }

  private end(): void {
    this.settled = true
    clearTimeout(this.timer)
    this.client.removeAllListeners()
    // ssh2 may still report what happens to a socket that is being torn down.
    this.client.on('error', () => undefined)
  }

  private drop(): void {
    this.client.end()
    this.stream?.destroy()
  }
}

/** Connects, checks the host key and logs in. Rejects with a Failure that names the hop. */
export function dial(settings: DialSettings, options: DialOptions): Promise<Dialled> {
  return new Attempt(settings, options).run()
}
