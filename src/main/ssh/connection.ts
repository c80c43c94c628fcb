/** One authenticated link and everything that can be opened on it. */
import type { Duplex } from 'node:stream'
import type { ConnectionView } from '@contract/sites'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import { endOf } from './channel-end'
import type { Dialled } from './dial'
import { forwardFailure, type HopPlace, nameOf, socketFailure } from './errors'
import { LinkChannels } from './link-channels'
import { LinkLife } from './link-life'
import { LinkPulse } from './link-pulse'
import { listenFailure, listenRemotely } from './remote-listener'
import { attachScript, collectScript, preparePowerShell, prepareScript } from './run'
import { openSftpChannel } from './sftp'
import { SharedSftp } from './shared-sftp'
import type {
  CallOptions,
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

/** Of a link that is cut, the end comes so long after that of its channels at most. Milliseconds. */
const lostSoonMs = 250

export interface LinkOptions
  extends Pick<Dialled, 'client' | 'stream' | 'serverVersion' | 'hostKey' | 'algorithms' | 'wire'> {
  readonly target: HostTarget
  readonly place: HopPlace
  /** A channel came or went, or a round trip was measured. */
  readonly changed?: (() => void) | undefined
}

export class SshConnection implements Connection {
  readonly target: HostTarget
  readonly serverVersion: string
  readonly hostKey: Dialled['hostKey']
  readonly algorithms: Dialled['algorithms']
  roundTripMs = 0
  /** When the latest round trip ended; undefined before the first. */
  roundTripAt: Date | undefined
  private readonly name: string
  private readonly life: LinkLife
  private readonly pulse: LinkPulse
  private readonly channels: LinkChannels
  private readonly shared: SharedSftp
  private readonly wantedListeners = new Set<() => void>()
  /** Bytes of the handshake and the login. */
  private readonly before: { readonly in: number; readonly out: number }

  constructor(private readonly options: LinkOptions) {
    const { client, stream, target, place, wire } = options
    this.target = target
    this.serverVersion = options.serverVersion
    this.hostKey = options.hostKey
    this.algorithms = options.algorithms
    this.before = { in: wire.bytesIn, out: wire.bytesOut }
    this.name = nameOf(target, place)
    this.life = new LinkLife({ client, stream, name: this.name, ended: failure => this.end(failure) })
    this.channels = new LinkChannels({
      ...{ client, life: this.life, name: this.name },
      changed: () => options.changed?.(),
      wanted: () => this.channelWanted()
    })
    this.shared = this.yieldingSftp()
    this.pulse = new LinkPulse({
      seconds: target.keepAliveSeconds,
      request: () => this.ping(),
      bytesIn: () => wire.bytesIn,
      silent: () => this.life.cut(new Error('No answer to keepalive requests'))
    })
    this.pulse.start()
  }

  get connected(): boolean {
    return this.life.connected
  }

  /** Channels open now, by what they are for. */
  get channelKinds(): ConnectionView['channelKinds'] {
    return this.channels.kinds
  }

  /** Sessions that the server allows at once as far as a refusal told; null before one. */
  get channelLimit(): number | null {
    return this.channels.limit
  }

  /** Bytes over the wire since the login, encryption included. */
  get bytes(): { in: number; out: number } {
    const { wire } = this.options
    return { in: wire.bytesIn - this.before.in, out: wire.bytesOut - this.before.out }
  }

  /** The computer falls asleep: no keep-alives, and their silence counts for nothing. */
  sleep(): void {
    this.pulse.pause()
  }

  /** It is awake again: a link on which nothing comes within the time is lost. Milliseconds. */
  async wake(limitMs: number): Promise<void> {
    if (!this.connected) return
    const { wire } = this.options
    const over = new AbortController()
    // The first half may bring what lay in this computer all along.
    const halfway = pause(limitMs / 2, over.signal).then(() => wire.bytesIn)
    const answered = await this.ping({ signal: AbortSignal.timeout(limitMs) }).then(
      () => true,
      // Behind much that is on its way the answer may be late although the link lives.
      async () => this.connected && wire.bytesIn > (await halfway)
    )
    over.abort()
    if (!this.connected) return
    if (answered) this.pulse.start()
    else this.life.cut(new Error('No answer to keepalive requests after a sleep'))
  }

  onLost(listener: (reason: Error | undefined) => void): () => void {
    return this.life.onLost(listener)
  }

  async ping(options: CallOptions = {}): Promise<number> {
    const started = performance.now()
    // A global request that every server must answer, and that changes nothing: there is no such forwarding to cancel.
    await this.life.call<undefined>(done => {
      this.options.client.unforwardIn('127.0.0.1', 0, error =>
        done(this.connected ? undefined : (error ?? undefined), undefined)
      )
    }, options.signal)
    this.roundTripMs = Math.round((performance.now() - started) * 10) / 10
    this.roundTripAt = new Date()
    this.options.changed?.()
    return this.roundTripMs
  }

  async run(script: string, options: RunOptions = {}): Promise<RunResult> {
    const running = await this.start(script, options)
    return collectScript(running, options, this.name)
  }

  async start(script: string, options: StartOptions = {}): Promise<RunningScript> {
    const { args = [], pty, signal, priority = 'exec', language = 'sh' } = options
    const prepared = language === 'sh' ? prepareScript(script, args, pty !== undefined) : preparePowerShell(script)
    const spare = priority === 'spare'
    const channel = await this.channels.session(
      spare ? 'exec' : priority,
      spare,
      done => this.options.client.exec(prepared.command, pty ? { pty } : {}, done),
      signal
    )
    return attachScript(channel, prepared, { name: this.name, lost: () => this.life.ended })
  }

  async shell(options: ShellOptions): Promise<ShellChannel> {
    const { term, cols, rows, env, spare = false } = options
    const channel = await this.channels.session(
      'terminal',
      spare,
      done => this.options.client.shell({ term, cols, rows }, env ? { env: { ...env } } : {}, done),
      options.signal
    )
    const exit = endOf(channel).then(info => {
      const lost = this.life.ended
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
    return this.channels.tunnel(
      done => this.options.client.forwardOut('127.0.0.1', 0, host, port, done),
      error => forwardFailure(error, `${host}:${port}`, this.name),
      options.signal
    )
  }

  async forwardOutSocket(path: string, options: CallOptions = {}): Promise<Duplex> {
    return this.channels.tunnel(
      done => this.options.client.openssh_forwardOutStreamLocal(path, done),
      error => socketFailure(error, path, this.name),
      options.signal
    )
  }

  async forwardIn(
    address: string,
    port: number,
    onConnection: (incoming: IncomingConnection) => void,
    options: CallOptions = {}
  ): Promise<RemoteListener> {
    const remote = { client: this.options.client, address, name: this.name, isConnected: () => this.connected }
    const counted = ({ accept, refuse }: IncomingConnection): void =>
      onConnection({
        refuse,
        accept: () => {
          const stream = accept()
          this.channels.count('tunnel', stream)
          return stream
        }
      })
    try {
      return await this.life.call<RemoteListener>(
        done => listenRemotely(remote, port, counted, done),
        options.signal,
        late => void late.close()
      )
    } catch (error) {
      throw error instanceof Failure ? error : listenFailure(error, address, port, this.name)
    }
  }

  async sftp(options: CallOptions = {}): Promise<Sftp> {
    if (!this.connected) throw this.life.ended
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
      wanted: () => this.channels.wanted,
      ...(ended && { ended })
    })
  }

  onChannelWanted(listener: () => void): () => void {
    this.wantedListeners.add(listener)
    return () => this.wantedListeners.delete(listener)
  }

  close(): void {
    this.life.close()
  }

  private end(failure: Failure): void {
    this.pulse.pause()
    this.channels.end(failure)
  }

  private channelWanted(): void {
    this.shared.yieldIfIdle()
    for (const listener of [...this.wantedListeners]) listener()
  }

  private async newSftp(signal: AbortSignal | undefined, closed: () => void, spare = false): Promise<Sftp> {
    try {
      const channel = await this.channels.session(
        'sftp',
        spare,
        done => this.options.client.subsys('sftp', done),
        signal
      )
      channel.once('close', closed)
      return await openSftpChannel(
        channel,
        { name: this.name, server: this.serverVersion, lost: () => this.life.ended },
        signal
      )
    } catch (error) {
      if (error instanceof Failure && error.code !== 'no-sftp') throw error
      const lost = await this.life.endsSoon(lostSoonMs)
      if (lost) throw lost
      if (error instanceof Failure) throw error
      throw new Failure('no-sftp', `${this.name} offers no SFTP.`, {
        hint: 'Files of this host cannot be shown; ask the facility for its transfer host, or to enable the sftp subsystem.',
        cause: error
      })
    }
  }
}
