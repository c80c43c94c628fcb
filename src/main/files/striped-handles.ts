/** One file over several lanes: each opens it by its path when it gets a part of it. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileInfo, ReadHandle, WriteHandle, WriteOptions } from '@domain/files/file-system'
import type { Lane, Lanes } from './lanes'
import type { FlightGates } from './site-link'

/** The same file, opened on some lanes. */
class Stripes<Handle extends { close(): Promise<void> }> {
  private readonly opened = new Map<Lane, Promise<Handle>>()

  constructor(
    private readonly lanes: Lanes,
    private readonly direction: keyof FlightGates,
    readonly first: Lane,
    handle: Handle,
    private readonly open: (lane: Lane) => Promise<Handle>
  ) {
    first.handles++
    this.opened.set(first, Promise.resolve(handle))
  }

  /** Runs a call that moves `bytes` on the lane that can do it soonest. */
  run<T>(bytes: number, signal: AbortSignal | undefined, work: (handle: Handle) => Promise<T>): Promise<T> {
    const has = (lane: Lane): boolean => this.opened.has(lane)
    this.lanes.count(bytes)
    return this.lanes.anywhere(
      bytes,
      async lane => {
        const handle = await this.on(lane)
        return lane.gates[this.direction].run(bytes, () => work(handle), signal)
      },
      has
    )
  }

  /** The handles that can be asked something. */
  all(): Promise<Handle[]> {
    const alive = [...this.opened].filter(([lane]) => lane === this.first || lane.connection.connected)
    return Promise.all(alive.map(([, opening]) => opening))
  }

  /** Closes all but `but`, which somebody else closes. The first error is thrown when all have settled. */
  async close(but?: Lane): Promise<void> {
    const closing = [...this.opened].map(async ([lane, opening]) => {
      const handle = await opening.catch(() => undefined)
      if (!handle) return
      try {
        // With its connection it is closed already.
        if (lane !== but && (lane.connection.connected || lane === this.first)) await handle.close()
      } finally {
        this.lanes.released(lane)
      }
    })
    this.opened.clear()
    for (const done of await Promise.allSettled(closing)) if (done.status === 'rejected') throw done.reason
  }

  private on(lane: Lane): Promise<Handle> {
    const known = this.opened.get(lane)
    if (known) return known
    lane.handles++
    const opening = this.open(lane)
    this.opened.set(lane, opening)
    opening.catch(() => {
      lane.handles--
      this.opened.delete(lane)
    })
    return opening
  }
}

/** Bytes of each of the equal pieces that `length` bytes are moved in. */
const evenPiece = (length: number, most: number): number => Math.ceil(length / Math.ceil(length / most))

/** A file that is another one by the time a further lane opens it is `changed-at-source`. */
export async function openStripedRead(
  lanes: Lanes,
  path: string,
  signal: AbortSignal | undefined
): Promise<ReadHandle> {
  const lane = lanes.pick({ shared: true })
  const handle = await lanes.use(lane, 0, () => lane.files.openRead(path, signal))
  let known: Promise<FileInfo> | undefined
  const sameAs = async (further: ReadHandle): Promise<void> => {
    known ??= handle.info()
    const [here, there] = await Promise.all([known, further.info()])
    if (here.stamp === there.stamp) return
    throw new Failure('changed-at-source', `${displayName(path)} changed while it was copied.`, {
      hint: 'Copy it again when nothing writes to it.'
    })
  }
  const stripes = new Stripes(lanes, 'down', lane, handle, async other => {
    const further = await other.files.openRead(path)
    // Its first bytes are asked for together with the question which file it is, and given out after the answer.
    const same = sameAs(further)
    same.catch(() => undefined)
    return {
      ...further,
      async read(...given) {
        const [data] = await Promise.all([further.read(...given), same])
        return data
      }
    }
  })
  return {
    async info(inner) {
      const infos = await Promise.all((await stripes.all()).map(one => one.info(inner)))
      const [first] = infos
      if (!first) return handle.info(inner)
      known ??= Promise.resolve(first)
      // One that differs tells the caller that it changed.
      return infos.find(info => info.stamp !== first.stamp) ?? first
    },
    read: (offset, length, inner) => {
      const bytes = evenPiece(length, lanes.first.gates.down.pieceBytes)
      return stripes.run(bytes, inner, one => one.read(offset, bytes, inner))
    },
    // Nothing depends on the answers, which would be one more round trip at the end of each file.
    async close() {
      stripes.close().catch(() => undefined)
    }
  }
}

/** Only the first lane makes the file; its attributes are set there when all bytes are written. */
export async function openStripedWrite(
  lanes: Lanes,
  path: string,
  options: WriteOptions,
  signal: AbortSignal | undefined
): Promise<WriteHandle> {
  const lane = lanes.pick({ shared: true })
  const handle = await lanes.use(lane, 0, () => lane.files.openWrite(path, options, signal))
  const stripes = new Stripes(lanes, 'up', lane, handle, other => other.files.openWrite(path, { how: 'existing' }))
  let closed = false
  return {
    async write(offset, data, inner) {
      const piece = evenPiece(data.length, lanes.first.gates.up.pieceBytes)
      const pieces: Promise<void>[] = []
      for (let at = 0; at < data.length; at += piece) {
        const part = data.subarray(at, at + piece)
        pieces.push(stripes.run(part.length, inner, one => one.write(offset + at, part, inner)))
      }
      // The caller's bytes are in use until all have settled.
      for (const done of await Promise.allSettled(pieces)) if (done.status === 'rejected') throw done.reason
    },
    setAttributes: (wish, inner) => handle.setAttributes(wish, inner),
    async finish(wish, inner, flush) {
      closed = true
      const done = await Promise.allSettled([handle.finish(wish, inner, flush), stripes.close(lane)])
      for (const one of done) if (one.status === 'rejected') throw one.reason
    },
    async close() {
      if (closed) return
      closed = true
      await stripes.close()
    }
  }
}
