/** Which output of a shell is new to a screen, and how much of it the screen has taken. Offsets in UTF-16 units. */

/** Units after which the engine is told how far the screen is: a third of the least that it lets wait. */
const ackEvery = 128 * 1024

export interface OutputFlow {
  /** The part of an item that was not yet shown: a stream that was opened again starts from the oldest kept. */
  fresh(offset: number, data: string): string
  /** The screen took everything up to `offset`: the offset to acknowledge now, or null while that can wait. */
  taken(offset: number): number | null
}

export function createOutputFlow(): OutputFlow {
  let seen = 0
  let acknowledged = 0
  return {
    fresh(offset, data) {
      const end = offset + data.length
      // The engine counts acknowledgements from the start of what it sends a new watcher.
      if (offset < seen) acknowledged = Math.min(acknowledged, offset)
      const text = data.slice(Math.max(0, seen - offset))
      seen = Math.max(seen, end)
      return text
    },
    taken(offset) {
      if (offset - acknowledged < ackEvery) return null
      acknowledged = offset
      return offset
    }
  }
}
