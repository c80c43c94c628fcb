/** What the rest of the program sees of SSH. The slices import from here and from nothing else they do not need. */

import type { Duplex, Readable, Writable } from 'node:stream'
import type { PromptAnswer, PromptRequest } from '@contract/prompts'
import type { ConnectionView, TrustedKey } from '@contract/sites'
import type { Failure } from '@domain/failure'
import type { ConfiguredForward } from '@domain/ssh-config/resolve'
import type { CallOptions, Sftp } from './sftp-types'

export type {
  AttributeChanges,
  CallOptions,
  DirectoryEntry,
  FileAttributes,
  FileHandle,
  OpenMode,
  Sftp,
  SftpLimits,
  VolumeInfo
} from './sftp-types'

/** One endpoint of a chain with everything resolved: what ssh(1) would use after reading its configuration. */
export interface Endpoint {
  /** Name or address that is dialled. */
  readonly host: string
  readonly port: number
  readonly user: string
  /** Private key files (absolute paths), in the order in which they are tried. */
  readonly identityFiles: readonly string[]
  /** Only the identity files, no other key of the agent (ssh_config `IdentitiesOnly`). */
  readonly identitiesOnly: boolean
  /** Socket of the agent; undefined: `SSH_AUTH_SOCK`; `none`: no agent. */
  readonly identityAgent?: string | undefined
  /** Shell command whose input and output carry the connection (ssh_config `ProxyCommand`), tokens expanded. */
  readonly proxyCommand?: string | undefined
  /** Name under which the host key is looked up and stored instead of `host` and port. */
  readonly hostKeyAlias?: string | undefined
  /** Unknown keys are refused without asking (ssh_config `StrictHostKeyChecking yes`). */
  readonly strictHostKeys?: boolean | undefined
  /** Read besides our own file; undefined: the default files of ssh(1). */
  readonly knownHostsFiles?: readonly string[] | undefined
  /** Host keys that the site itself declares (`ssh-ed25519 AAAA…`), as good as a line of known_hosts. */
  readonly hostKeys?: readonly string[] | undefined
  /** Seconds from dialling until the server has proved its key; waiting for a person is not counted. */
  readonly connectTimeoutSeconds: number
  /** Seconds between keep-alive requests; a link that is silent for two and a half of them is lost. 0: none. */
  readonly keepAliveSeconds: number
}

/** A host of a site, ready to be dialled. */
export interface HostTarget extends Endpoint {
  readonly site: string
  /** Our name of the host inside the site (`main`). */
  readonly hostName: string
  /** Jump hosts from the nearest to the farthest. */
  readonly jumps: readonly Endpoint[]
  /** Tunnels that the user's ssh_config wants with the connection. */
  readonly forwards?: readonly ConfiguredForward[] | undefined
}

/** Who wants a connection: their signal, and where questions of this attempt go. */
export interface AcquireContext {
  readonly signal?: AbortSignal | undefined
  /** Opaque mark of the caller, handed on to `prompt`. */
  readonly origin?: string | undefined
  /**
   * Nobody just asked for this (a poller): no person is asked anything for it. A lost or failed link is dialled again
   * only when its login needed nobody; after a refused login or host key the remembered failure is given instead.
   */
  readonly automatic?: boolean | undefined
  /** With `automatic`: also after a refusal, which a server that only comes up gives until it is ready. */
  readonly again?: boolean | undefined
}

/** `site trust`: which unknown keys are taken without asking. */
export interface HostKeyPolicy {
  /** `SHA256:…`; when not empty, an unknown key that is not one of them is a `host-key-mismatch`. */
  readonly fingerprints: readonly string[]
  /** Takes every unknown key. */
  readonly acceptNew: boolean
}

/** The questions a connection can raise (contract/prompts). */
export type ConnectionPrompt = Extract<PromptRequest, { kind: 'host-key' } | { kind: 'credentials' }>

/** What became of an answer. `unknown`: the attempt ended for another reason, so nothing was learnt. */
export type AnswerOutcome = 'right' | 'wrong' | 'unknown'

export interface PromptContext {
  readonly signal: AbortSignal
  readonly origin: string | undefined
  /** No person may be asked; see `AcquireContext`. */
  readonly automatic: boolean
  /** Settles when the answer was accepted or refused, at the latest when the attempt ends. Never rejects. */
  readonly outcome: Promise<AnswerOutcome>
}

/** `kept`: from the keystore, nobody was asked. */
export type ConnectionAnswer = PromptAnswer & { readonly kept?: boolean }

/**
 * Asks whoever is there. Resolves to `declined` when nobody can or will answer; rejects with the abort reason when
 * `signal` fires.
 */
export type AskPrompt = (request: ConnectionPrompt, context: PromptContext) => Promise<ConnectionAnswer>

/** Which work gets a channel first when the server allows few. */
export type ChannelPriority = 'terminal' | 'exec' | 'sftp'

/** What a script is written in: sh, or PowerShell for Windows hosts (without arguments). */
export type ScriptLanguage = 'sh' | 'powershell'

export interface RunOptions extends CallOptions {
  /** Default `sh`. */
  readonly language?: ScriptLanguage | undefined
  /** Positional arguments `$1` …, byte for byte (lossless strings, see domain/bytes-name). */
  readonly args?: readonly string[] | undefined
  /** Bytes for the script's standard input; nothing: it is at its end from the start. */
  readonly stdin?: Uint8Array | undefined
  /** Milliseconds until the run is given up with `timeout`. Default 30 000; 0: no limit. */
  readonly timeoutMs?: number | undefined
  /** Most bytes of stdout and stderr together; more fails with `limit-exceeded`. Default 64 MiB. */
  readonly maxBytes?: number | undefined
  /** As `StartOptions.priority`. */
  readonly priority?: ChannelPriority | 'spare' | undefined
}

export interface RunResult {
  readonly stdout: Buffer
  readonly stderr: Buffer
  /** Exit status, or null when a signal ended it. */
  readonly code: number | null
  /** `SIGTERM` …, or null. */
  readonly signal: string | null
}

export interface ExitInfo {
  readonly code: number | null
  readonly signal: string | null
}

/** A remote sh script that runs, with its three streams. What the login shell printed first is already cut off. */
export interface RunningScript {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Settles when the script has ended and its output is read; rejects with `Failure` when the link is lost. */
  readonly exit: Promise<ExitInfo>
  /** The new size of its pseudo-terminal; without one the server ignores it (RFC 4254, 6.7). */
  resize(cols: number, rows: number): void
  /** Closes the channel; sshd then hangs up on the script. */
  close(): void
}

export interface StartOptions extends CallOptions {
  /** Default `sh`. */
  readonly language?: ScriptLanguage | undefined
  readonly args?: readonly string[] | undefined
  /** Ask for a pseudo-terminal (stderr then arrives in stdout). */
  readonly pty?: { term: string; cols: number; rows: number } | undefined
  /** `spare`: only if the server gives a channel at once and nobody else waits for one, else `channel-refused`. */
  readonly priority?: ChannelPriority | 'spare' | undefined
}

export interface ShellOptions extends CallOptions {
  /** Terminal type, as in `TERM`. */
  readonly term: string
  readonly cols: number
  readonly rows: number
  /** Sent as the protocol's env requests; sshd takes those its AcceptEnv names and ignores the rest. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** As `StartOptions.priority` `spare`. */
  readonly spare?: boolean | undefined
}

/** The user's login shell on a pseudo-terminal. */
export interface ShellChannel {
  readonly stream: Duplex
  resize(cols: number, rows: number): void
  /** Settles when the shell has ended; rejects with `Failure` when the link is lost. */
  readonly exit: Promise<ExitInfo>
  close(): void
}

/** A connection that came in at a port of the server. Accept or refuse it, once. */
export interface IncomingConnection {
  accept(): Duplex
  refuse(): void
}

/** A port of the server whose connections come to us. */
export interface RemoteListener {
  /** The one that the server chose where 0 was asked for. */
  readonly port: number
  /** The server listens there no more; what came in stays. Also right when the link is gone. */
  close(): Promise<void>
}

export interface SftpOptions extends CallOptions {
  /** Only if the server gives a channel at once and nobody else waits for one: else `channel-refused`. */
  readonly spare?: boolean | undefined
}

/** One authenticated link, shared by everything that works on that host as that user. */
export interface Connection {
  readonly target: HostTarget
  /** False once the link is lost or closed; then acquire again. */
  readonly connected: boolean
  /** Software version of the server (`OpenSSH_9.2p1 …`). */
  readonly serverVersion: string
  /** By which the server proved itself. */
  readonly hostKey: TrustedKey
  /** Milliseconds of the latest measured round trip. */
  readonly roundTripMs: number
  /** Fires once, with the reason: a Failure when lost, undefined when closed on purpose. */
  onLost(listener: (reason: Error | undefined) => void): () => void
  /** Measures the round trip with a request every server answers. Milliseconds. */
  ping(options?: CallOptions): Promise<number>
  /** Runs an sh script, whatever the login shell, and collects what it prints. */
  run(script: string, options?: RunOptions): Promise<RunResult>
  /** The streaming form of `run`, without limits of time or size. */
  start(script: string, options?: StartOptions): Promise<RunningScript>
  shell(options: ShellOptions): Promise<ShellChannel>
  /** A TCP connection from the server to host and port (tunnels). */
  forwardOut(host: string, port: number, options?: CallOptions): Promise<Duplex>
  /**
   * A connection from the server to a socket file of its own, by absolute path (OpenSSH's PROTOCOL, 2.4). `unsupported`
   * where the server knows no such channel, `not-allowed` where it says that it forbids it, else `refused`: sshd answers
   * the same to a forbidden one and to one where nobody listens.
   */
  forwardOutSocket(path: string, options?: CallOptions): Promise<Duplex>
  /**
   * The server listens at this address and port (0: one it chooses) for us, `not-allowed` when it will not. sshd keeps
   * to its own loopback whatever the address, unless its GatewayPorts says otherwise, and does not tell.
   */
  forwardIn(
    address: string,
    port: number,
    onConnection: (incoming: IncomingConnection) => void,
    options?: CallOptions
  ): Promise<RemoteListener>
  /**
   * SFTP shared by browsing; always the same object, good as long as the connection. Do not close it. It may give its
   * channel to others while it is idle and then opens another at the next use. `no-sftp` where there is none.
   */
  sftp(options?: CallOptions): Promise<Sftp>
  /** A further SFTP channel of one's own (transfers); close it. */
  openSftp(options?: SftpOptions): Promise<Sftp>
  /** Somebody waits for a channel: whoever has one to spare may close it. Fires perhaps several times for one wait. */
  onChannelWanted(listener: () => void): () => void
  close(): void
}

/** The link of one host of a site, as whoever keeps it up sees it. */
export interface LinkState {
  readonly state: ConnectionView['state']
  /** While it stands. */
  readonly connection: Connection | undefined
  /** Why it is lost or failed now. */
  readonly error: Failure | undefined
  /** Lost or failed, also while it is tried again. */
  readonly wasLost: boolean
  /** Dialling it again would ask somebody, or was refused; see `ConnectionView.needsPerson`. */
  readonly needsPerson: boolean
  /** See `Connections.stopRetrying`. */
  readonly stopped: boolean
}

/** All connections of the engine. */
export interface Connections {
  /** The one shared connection of this user, host, port, keys and way there; made when there is none. */
  acquire(target: HostTarget, context?: AcquireContext): Promise<Connection>
  /**
   * Another connection like the shared one, for bulk data; close it. Only where the shared one stands and its login
   * needed nobody (a key or an agent that signs at once), at most two, and without asking anything: else
   * `answer-needed`. It ends with the shared one and counts as no login of its own.
   */
  further(target: HostTarget, context?: Pick<AcquireContext, 'signal'>): Promise<Connection>
  /** Goes the whole way, checking and storing the key of each hop, and logs in only at the jump hosts. */
  learnHostKeys(target: HostTarget, policy: HostKeyPolicy, context?: AcquireContext): Promise<TrustedKey[]>
  /** The connection if it stands, without making one. */
  peek(target: HostTarget): Connection | undefined
  /** One view for each host of a site that uses a link; two sites may share one. */
  list(): ConnectionView[]
  onChange(listener: () => void): () => void
  /** The link that this host of this site uses, or used last. */
  find(user: Pick<HostTarget, 'site' | 'hostName'>): LinkState | undefined
  /** Its lost link is dialled no more by anybody but a person; until a person does. */
  stopRetrying(user: Pick<HostTarget, 'site' | 'hostName'>): void
  /** The computer falls asleep: nothing is sent, and silence means nothing. */
  sleep(): void
  /** It is awake: resolves when each link has answered, or is known to be lost (at most 15 seconds). */
  wake(): Promise<void>
  /** This host of this site uses its link no more; the link ends with its last user. */
  close(target: Pick<HostTarget, 'site' | 'hostName'>): void
  /** Ends everything; no timer or socket is left when it resolves. */
  closeAll(): Promise<void>
}
