/** One authenticated link and everything that can be opened on it. */
import type { Duplex } from 'node:stream'
import { Failure } from '@domain/failure'
import type { Client, ClientChannel } from 'ssh2'
import { ChannelBudget } from './budget'
import { endOf, watchEnd } from './channel-end'
import { errorFields, forwardFailure, type HopPlace, lostFailure, nameOf, orAborted } from './errors'
import { openingChannel } from './refused-request'
import { listenFailure, listenRemotely } from './remote-listener'
import { attachScript, collectScript, preparePowerShell, prepareScript } from './run'
import { openSftpChannel } from './sftp'
import { SharedSftp } from './shared-sftp'
import type {
  CallOptions,
  ChannelPriority,
  Connection,
  HostTarget,
  IncomingConnection,
  RemoteListener,
  RunningScript,
  RunOptions,
  RunResult,
  Sftp,
  SftpOptions,
  ShellChannel,
  ShellOptions,
  StartOptions
} from './types'

type Callback<T> = (error: Error | undefined, value: T) => void

export interface LinkOptions {
  readonly client: Client
  /** What carries the link; it knows of its end before ssh2 says so. */
  readonly stream: Duplex
  readonly target: HostTarget
  readonly place: HopPlace
  readonly serverVersion: string
}

export class SshConnection implements Connection {
  readonly target: HostTarget
  readonly serverVersion: string
  roundTripMs = 0
  private readonly client: Client
  private readonly stream: Duplex
  private readonly name: string
  private readonly budget: ChannelBudget
  private readonly shared: SharedSftp
  private readonly lostListeners = new Set<(reason: Error | undefined) => void>()
  private readonly wantedListeners = new Set<() => void>()
  private ended: Failure | undefined
  private onPurpose = false
  private lastError: Error | undefined
  private forwards = 0

  constructor(options: LinkOptions) {
    this.client = options.client
    this.stream = options.stream
    this.target = options.target
    this.serverVersion = options.serverVersion
    this.name = nameOf(options.target, options.place)
    this.budget = new ChannelBudget({ name: this.name, onWanted: () => this.channelWanted() })
    this.shared = this.yieldingSftp()
    this.client.on('error', error => {
      this.lastError = error
    })
    this.client.once('end', () => this.finish())
    this.client.once('close', () => this.finish())
  }

  get connected(): boolean {
    if (!this.ended && !this.stream.writable) this.cut()
    return this.ended === undefined
  }

  /** Channels open now, tunnels among them. */
  get channels(): number {
    return this.budget.open + this.forwards
  }

  onLost(listener: (reason: Error | undefined) => void): () => void {
    this.lostListeners.add(listener)
    return () => this.lostListeners.delete(listener)
  }

  async ping(options: CallOptions = {}): Promise<number> {
    const started = performance.now()
    // A global request that every server must answer, and that changes nothing: there is no such forwarding to cancel.
    await this.call<undefined>(done => {
      this.client.unforwardIn('127.0.0.1', 0, error =>
        done(this.connected ? undefined : (error ?? undefined), undefined)
      )
    }, options.signal)
    this.roundTripMs = Math.round((performance.now() - started) * 10) / 10
    return this.roundTripMs
  }

  async run(script: string, options: RunOptions = {}): Promise<RunResult> {
    const running = await this.start(script, options)
    return collectScript(running, options, this.name)
  }

  async start(script: string, options: StartOptions = {}): Promise<RunningScript> {
    const { args = [], pty, signal, priority = 'exec', language = 'sh' } = options
    const prepared = language === 'sh' ? prepareScript(script, args, pty !== undefined) : preparePowerShell(script)
    const channel = await this.session(
      priority,
      done => this.client.exec(prepared.command, pty ? { pty } : {}, done),
      signal
    )
    return attachScript(channel, prepared, { name: this.name, lost: () => this.lost() })
  }

  async shell(options: ShellOptions): Promise<ShellChannel> {
    const { term, cols, rows, env } = options
    const channel = await this.session(
      'terminal',
      done => this.client.shell({ term, cols, rows }, env ? { env: { ...env } } : {}, done),
      options.signal
    )
    const exit = endOf(channel).then(info => {
      const lost = this.lost()
      if (lost) throw lost
      return info ?? { code: null, signal: null }
    })
    exit.catch(() => undefined)
    return {
      stream: channel,
      resize: (columns, lines) => channel.setWindow(lines, columns, 0, 0),
      exit,
      close: () => channel.close()
    }
  }

  async forwardOut(host: string, port: number, options: CallOptions = {}): Promise<Duplex> {
    try {
      const stream = await this.call<ClientChannel>(
        done => this.client.forwardOut('127.0.0.1', 0, host, port, done),
        options.signal,
        late => late.close()
      )
      this.forwards++
      stream.once('close', () => this.forwards--)
      return stream
    } catch (error) {
      if (error instanceof Failure) throw error
      throw forwardFailure(error, `${host}:${port}`, this.name)
    }
  }

  async forwardIn(
    address: string,
    port: number,
    onConnection: (incoming: IncomingConnection) => void,
    options: CallOptions = {}
  ): Promise<RemoteListener> {
    const remote = { client: this.client, address, name: this.name, isConnected: () => this.connected }
    const counted = ({ accept, refuse }: IncomingConnection): void =>
      onConnection({
        refuse,
        accept: () => {
          const stream = accept()
          this.forwards++
          stream.once('close', () => this.forwards--)
          return stream
        }
      })
    try {
      return await this.call<RemoteListener>(
        done => listenRemotely(remote, port, counted, done),
        options.signal,
        late => void late.close()
      )
    } catch (error) {
      throw error instanceof Failure ? error : listenFailure(error, address, port, this.name)
    }
  }

  async sftp(options: CallOptions = {}): Promise<Sftp> {
    if (!this.connected) throw this.ended
    await this.shared.ready(options)
    return this.shared
  }

  async openSftp(options: SftpOptions = {}): Promise<Sftp> {
    if (options.spare) return this.newSftp(options.signal, () => undefined, true)
    // A transfer's first channel: where it is the only one that the server allows, the commands that compute checksums
    // and a shell need their turn too, so it makes way while nothing happens on it.
    const own = this.yieldingSftp(() => stop())
    const stop = this.onChannelWanted(() => own.yieldIfIdle())
    try {
      await own.ready(options)
      return own
    } catch (thrown) {
      own.close()
      throw thrown
    }
  }

  private yieldingSftp(ended?: () => void): SharedSftp {
    return new SharedSftp({
      open: closed => this.newSftp(undefined, closed),
      wanted: () => this.budget.wanted,
      ...(ended && { ended })
    })
  }

  onChannelWanted(listener: () => void): () => void {
    this.wantedListeners.add(listener)
    return () => this.wantedListeners.delete(listener)
  }

  close(): void {
    this.onPurpose = true
    this.client.end()
    this.finish()
  }

  private channelWanted(): void {
    this.shared.yieldIfIdle()
    for (const listener of [...this.wantedListeners]) listener()
  }

  private async newSftp(signal: AbortSignal | undefined, closed: () => void, spare = false): Promise<Sftp> {
    try {
      const channel = await this.session(spare ? 'spare' : 'sftp', done => this.client.subsys('sftp', done), signal)
      channel.once('close', closed)
      return await openSftpChannel(
        channel,
        { name: this.name, server: this.serverVersion, lost: () => this.lost() },
        signal
      )
    } catch (error) {
      if (error instanceof Failure) throw error
      throw new Failure('no-sftp', `${this.name} offers no SFTP.`, {
        hint: 'Files of this host cannot be shown; ask the facility for its transfer host, or to enable the sftp subsystem.',
        cause: error
      })
    }
  }

  private session(
    priority: ChannelPriority | 'spare',
    open: (done: Callback<ClientChannel>) => void,
    signal: AbortSignal | undefined
  ): Promise<ClientChannel> {
    const watched = (done: Callback<ClientChannel>): void => {
      let discard = (): void => undefined
      discard = openingChannel(this.client, () =>
        open((error, channel) => {
          if (error) discard()
          else watchEnd(channel)
          done(error, channel)
        })
      )
    }
    const start = () => this.call(watched, signal, late => late.close())
    return priority === 'spare' ? this.budget.spare(start) : this.budget.channel(priority, start, signal)
  }

  /** An ssh2 call with a callback, which ends when the link does and when the signal fires. */
  private call<T>(
    start: (done: Callback<T>) => void,
    signal: AbortSignal | undefined,
    tidy: (late: T) => void = () => undefined
  ): Promise<T> {
    if (!this.connected) return Promise.reject(this.ended)
    let gone = false
    const work = new Promise<T>((resolve, reject) => {
      start((error, value) => {
        if (error) reject(this.ended ?? error)
        else if (gone) tidy(value)
        else resolve(value)
      })
    }).catch((error: unknown) => {
      if (!(error instanceof Error) || !lostTexts.has(error.message)) throw error
      this.cut()
      throw this.ended ?? error
    })
    const limit = AbortSignal.timeout(requestTimeoutMs)
    return orAborted(signal ? AbortSignal.any([signal, limit]) : limit, work).catch((error: unknown) => {
      gone = true
      if (limit.aborted && !signal?.aborted)
        throw new Failure('timeout', `${this.name} did not answer within ${requestTimeoutMs / 1000} seconds.`, {
          hint: 'The host may be overloaded or the network slow; try again.'
        })
      throw error
    })
  }

  /** The reason when the link is gone and was not closed on purpose; `cancelled` when it was. */
  private lost(): Failure | undefined {
    return this.ended
  }

  /** The link is gone although ssh2 has not said so yet. */
  private cut(): void {
    this.finish()
    this.client.destroy()
  }

  private finish(): void {
    if (this.ended) return
    this.ended = this.onPurpose
      ? new Failure('cancelled', `The connection to ${this.name} was closed.`)
      : lostFailure(this.name, this.lastError)
    this.budget.end(this.ended)
    // Keep-alive errors come with the socket still half open.
    if (errorFields(this.lastError).level === 'client-timeout') this.client.destroy()
    for (const listener of [...this.lostListeners]) listener(this.onPurpose ? undefined : this.ended)
    this.lostListeners.clear()
  }
}

/** Longest wait for the answer to a request on a link that stands. */
const requestTimeoutMs = 20_000

/** What ssh2 says, without a code, when it finds its socket ended. */
const lostTexts: ReadonlySet<string> = new Set(['Not connected', 'No response from server'])
