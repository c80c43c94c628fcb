/**
 * SFTP channels of one site for the work of one transfer. sshd's window holds one channel to about 2 MB per round trip,
 * and its sftp-server works on one request at a time; several channels of the same login add up. There is always the
 * first; others come while there is work for them, and go when the server allows no more or somebody else needs one.
 */
import { setMaxListeners } from 'node:events'
import { Failure } from '@domain/failure'
import type { OwnFileSystem } from '@domain/files/file-system'
import type { Connection, Sftp } from '../ssh/types'
import type { FlightGates } from './site-link'

/** One channel with the files behind it. */
export interface Lane {
  readonly files: OwnFileSystem
  readonly connection: Connection
  readonly gates: FlightGates
  /** What this lane has to do: bytes on the way, and a little for each call. */
  load: number
  /** Takes no more work, and closes when what it has is done. */
  leaving: boolean
  /** Files open on it. */
  handles: number
}

export interface LanesOptions {
  readonly first: { readonly connection: Connection; readonly sftp: Sftp }
  /** Most channels on one connection. */
  readonly most: number
  files(connection: Connection, sftp: Sftp): OwnFileSystem
  gates(connection: Connection): FlightGates
  /** Another connection to the same host that needs nobody; rejects where there is none. Unset: never. */
  further?(signal: AbortSignal): Promise<Connection>
}

/** The lanes of one connection. */
interface Home {
  readonly connection: Connection
  /** As many as the server has allowed, until it is asked again. */
  most: number
  askAgainMs: number
  opening: number
}

/** What a call without data counts for, in bytes: about what the server could have moved in its time. */
const callLoad = 16 * 1024
/** Connections besides the login's own. */
const furtherAtOnce = 2
/** They pay where one TCP connection does not fill the path: from this round trip, in milliseconds, and this work on. */
const worthMs = 5
const worthBytes = 8 * 1024 * 1024
/** After a refused channel, or one that was given up for others. Milliseconds. */
const contentMs = 15_000
/** A further lane is worth opening when all have at least so much to do. Bytes. */
const fullLoad = 48 * 1024

export class Lanes {
  private readonly lanes: Lane[] = []
  private homes: Home[] = []
  private readonly own: Connection[] = []
  private readonly unlisten: (() => void)[] = []
  private readonly closing = new AbortController()
  /** Bytes of large files so far: small ones are bound by the server's work, which more connections do not speed up. */
  private moved = 0
  private asking = false

  constructor(private readonly options: LanesOptions) {
    // Every lane that is being opened listens, which is no leak.
    setMaxListeners(0, this.closing.signal)
    const { connection, sftp } = options.first
    this.join(connection)
    this.add(connection, sftp)
  }

  /** The one that is there from the beginning to the end. */
  get first(): Lane {
    const [first] = this.lanes
    if (!first) throw new Failure('internal', 'A transfer without a channel.')
    return first
  }

  /** False once nothing can be reached any more. */
  get connected(): boolean {
    return this.lanes.some(lane => lane.connection.connected)
  }

  /**
   * The lane with the least to do, preferring those for which `has` holds; opens more where all are busy. `shared`: only
   * of the login's own connection, for calls that cannot be made again when a further connection is lost.
   */
  pick({ has, shared = false }: { has?: (lane: Lane) => boolean; shared?: boolean } = {}): Lane {
    const { connection } = this.options.first
    let best: Lane | undefined
    let bestOpen: Lane | undefined
    for (const lane of this.lanes) {
      if (lane.leaving || !lane.connection.connected || (shared && lane.connection !== connection)) continue
      if (!best || lane.load < best.load) best = lane
      if (has?.(lane) && (!bestOpen || lane.load < bestOpen.load)) bestOpen = lane
    }
    const chosen = bestOpen && bestOpen.load < fullLoad ? bestOpen : (best ?? this.first)
    if (chosen.load >= fullLoad) this.grow()
    return chosen
  }

  /** Nothing is on its way, and no file is open. */
  get idle(): boolean {
    return this.lanes.every(lane => lane.load === 0 && lane.handles === 0)
  }

  /** Another transfer begins on them. */
  again(): void {
    this.moved = 0
    // Further connections that were lost meanwhile may be asked for once more.
    this.asking = this.own.some(connection => connection.connected)
  }

  /** Runs a call on any lane; once more on the login's own connection if a further one was lost under it. */
  async anywhere<T>(bytes: number, work: (lane: Lane) => Promise<T>, has?: (lane: Lane) => boolean): Promise<T> {
    const lane = this.pick(has ? { has } : {})
    try {
      return await this.use(lane, bytes, () => work(lane))
    } catch (thrown) {
      const shared = this.options.first.connection
      if (lane.connection.connected || lane.connection === shared || !shared.connected) throw thrown
      const other = this.pick({ shared: true })
      return this.use(other, bytes, () => work(other))
    }
  }

  /** Runs a call on a lane and counts it as its load meanwhile. */
  async use<T>(lane: Lane, bytes: number, work: () => Promise<T>): Promise<T> {
    lane.load += callLoad + bytes
    try {
      return await work()
    } finally {
      lane.load -= callLoad + bytes
      if (lane.leaving) this.closeIfIdle(lane)
    }
  }

  /** Bytes of a large file are on their way: with enough of them further connections are worth their logins. */
  count(bytes: number): void {
    this.moved += bytes
  }

  /** A file on `lane` was closed. */
  released(lane: Lane): void {
    lane.handles--
    if (lane.leaving) this.closeIfIdle(lane)
  }

  close(): void {
    this.closing.abort(new Failure('cancelled', 'The transfer is over.'))
    for (const stop of this.unlisten.splice(0)) stop()
    for (const lane of this.lanes.splice(0)) lane.files.close()
    for (const connection of this.own.splice(0)) connection.close()
  }

  private join(connection: Connection): void {
    this.homes.push({ connection, most: this.options.most, askAgainMs: 0, opening: 0 })
    this.unlisten.push(connection.onChannelWanted(() => this.yieldOne(connection)))
  }

  private add(connection: Connection, sftp: Sftp): void {
    this.lanes.push({
      ...{ files: this.options.files(connection, sftp), connection, gates: this.options.gates(connection) },
      ...{ load: 0, leaving: false, handles: 0 }
    })
  }

  private grow(): void {
    for (const home of this.homes) {
      if (home.most < this.options.most && performance.now() > home.askAgainMs) home.most = this.options.most
      const open = this.lanes.filter(lane => lane.connection === home.connection).length
      for (let count = open + home.opening; count < home.most; count++) void this.openOne(home)
    }
    const { roundTripMs } = this.options.first.connection
    if (this.asking || roundTripMs < worthMs || this.moved < worthBytes) return
    this.asking = true
    for (let count = 0; count < furtherAtOnce; count++) void this.connect()
  }

  private async connect(): Promise<void> {
    const { signal } = this.closing
    const connection = await this.options.further?.(signal).catch(() => undefined)
    // Without it the work goes on as before.
    if (!connection) return
    if (signal.aborted) return connection.close()
    this.own.push(connection)
    this.join(connection)
    connection.onLost(() => {
      this.homes = this.homes.filter(home => home.connection !== connection)
    })
    this.grow()
  }

  private async openOne(home: Home): Promise<void> {
    const { signal } = this.closing
    home.opening++
    try {
      const sftp = await home.connection.openSftp({ signal, spare: true })
      if (signal.aborted) sftp.close()
      else this.add(home.connection, sftp)
    } catch {
      // It costs speed, never the transfer.
      this.contentWith(home)
    } finally {
      home.opening--
    }
  }

  /** Whether the login's own connection has a channel here that could be done without. */
  get canMakeRoom(): boolean {
    return this.lastOf(this.options.first.connection) !== undefined
  }

  /** Gives up a channel of the login's own connection, for something that needs it more. */
  makeRoom(): void {
    this.yieldOne(this.options.first.connection)
  }

  /** The lane that goes next, never the first. */
  private lastOf(connection: Connection): Lane | undefined {
    return this.lanes.findLast(one => one !== this.first && one.connection === connection && !one.leaving)
  }

  /** Somebody waits for a channel of this connection: the last lane makes way. */
  private yieldOne(connection: Connection): void {
    const lane = this.lastOf(connection)
    if (!lane) return
    lane.leaving = true
    for (const home of this.homes) if (home.connection === connection) this.contentWith(home)
    this.closeIfIdle(lane)
  }

  /** No more than there are now, for a while. */
  private contentWith(home: Home): void {
    home.most = this.lanes.filter(lane => lane.connection === home.connection && !lane.leaving).length
    home.askAgainMs = performance.now() + contentMs
  }

  private closeIfIdle(lane: Lane): void {
    if (lane.load > 0 || lane.handles > 0 || !this.lanes.includes(lane)) return
    this.lanes.splice(this.lanes.indexOf(lane), 1)
    lane.files.close()
  }
}
