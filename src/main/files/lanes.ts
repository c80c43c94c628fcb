/**
 * SFTP channels of one site for the work of one transfer. sshd's window holds one channel to about 2 MB per round trip,
 * and its sftp-server works on one request at a time; several channels of the same login add up. There is always the
 * first; others come while there is work for them, and go when the server allows no more or somebody else needs one.
 */
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
}

/** What a call without data counts for, in bytes: about what the server could have moved in its time. */
const callLoad = 16 * 1024
/** A further lane is worth opening when all have at least so much to do. Bytes. */
const fullLoad = 48 * 1024

export class Lanes {
  private readonly lanes: Lane[] = []
  private readonly home: { readonly connection: Connection; most: number; opening: number }[] = []
  private readonly unlisten: (() => void)[] = []
  private readonly closing = new AbortController()

  constructor(private readonly options: LanesOptions) {
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

  /** A further connection to the same site: lanes are opened on it too. */
  join(connection: Connection): void {
    const home = { connection, most: this.options.most, opening: 0 }
    this.home.push(home)
    this.unlisten.push(connection.onChannelWanted(() => this.yieldOne(home.connection)))
  }

  /** The lane with the least to do, preferring those for which `has` holds; opens more where all are busy. */
  pick(has?: (lane: Lane) => boolean): Lane {
    let best: Lane | undefined
    let bestOpen: Lane | undefined
    for (const lane of this.lanes) {
      if (lane.leaving || !lane.connection.connected) continue
      if (!best || lane.load < best.load) best = lane
      if (has?.(lane) && (!bestOpen || lane.load < bestOpen.load)) bestOpen = lane
    }
    const chosen = bestOpen && bestOpen.load < fullLoad ? bestOpen : (best ?? this.first)
    if (chosen.load >= fullLoad) this.grow()
    return chosen
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

  /** A file on `lane` was closed. */
  released(lane: Lane): void {
    lane.handles--
    if (lane.leaving) this.closeIfIdle(lane)
  }

  close(): void {
    this.closing.abort(new Failure('cancelled', 'The transfer is over.'))
    for (const stop of this.unlisten.splice(0)) stop()
    for (const lane of this.lanes.splice(0)) lane.files.close()
  }

  private add(connection: Connection, sftp: Sftp): void {
    this.lanes.push({
      ...{ files: this.options.files(connection, sftp), connection, gates: this.options.gates(connection) },
      ...{ load: 0, leaving: false, handles: 0 }
    })
  }

  private grow(): void {
    for (const home of this.home) {
      const open = this.lanes.filter(lane => lane.connection === home.connection).length
      for (let count = open + home.opening; count < home.most; count++) void this.openOne(home)
    }
  }

  private async openOne(home: { readonly connection: Connection; most: number; opening: number }): Promise<void> {
    const { signal } = this.closing
    home.opening++
    try {
      const sftp = await home.connection.openSftp({ signal, spare: true })
      if (signal.aborted) sftp.close()
      else this.add(home.connection, sftp)
    } catch {
      // No more than there are now. It costs speed, never the transfer.
      home.most = this.lanes.filter(lane => lane.connection === home.connection).length
    } finally {
      home.opening--
    }
  }

  /** Somebody waits for a channel of this connection: the last lane makes way, never the first. */
  private yieldOne(connection: Connection): void {
    const lane = this.lanes.findLast(one => one !== this.first && one.connection === connection && !one.leaving)
    if (!lane) return
    lane.leaving = true
    for (const home of this.home)
      if (home.connection === connection)
        home.most = this.lanes.filter(one => one.connection === connection && !one.leaving).length
    this.closeIfIdle(lane)
  }

  private closeIfIdle(lane: Lane): void {
    if (lane.load > 0 || lane.handles > 0 || !this.lanes.includes(lane)) return
    this.lanes.splice(this.lanes.indexOf(lane), 1)
    lane.files.close()
  }
}
