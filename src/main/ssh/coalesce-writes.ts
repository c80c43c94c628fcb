import type { Writable } from 'node:stream'

/**
 * ssh2 writes each SSH packet in three pieces (length, content, tag), and on a socket with TCP_NODELAY each piece is a
 * system call and a segment of its own. From now on all that is written within one turn of the event loop goes out
 * together. It is not late by that: nothing can be sent before the turn ends except at the cost of the turn.
 */
export function coalesceWrites(stream: Writable): void {
  const write = stream.write
  let corked = false
  const release = (): void => {
    corked = false
    stream.uncork()
  }
  // All overloads of `write` take what they get; only the moment changes.
  stream.write = function coalesced(this: Writable, ...given: unknown[]): boolean {
    if (!corked) {
      corked = true
      stream.cork()
      setImmediate(release)
    }
    return Reflect.apply(write, stream, given)
  }
}
