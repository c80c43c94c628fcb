/** The output of a terminal as it is kept: a window on a text that only grows. Offsets are UTF-16 units from its start. */
export interface Scrollback {
  /** Offset of the oldest unit that is kept. */
  readonly start: number
  /** Offset after the newest. */
  readonly end: number
  push(text: string): void
  /** At most `length` units from `offset` on (from `start`, where that is later); never half a surrogate pair. */
  read(offset: number, length: number): { offset: number; text: string }
  /** Forgets what is older than the newest `keep` units, but nothing from `needed` on. */
  trim(keep: number, needed: number): void
}

export function createScrollback(): Scrollback {
  let start = 0
  let end = 0
  let chunks: string[] = []

  return {
    get start() {
      return start
    },
    get end() {
      return end
    },
    push(text) {
      if (text === '') return
      chunks.push(text)
      end += text.length
    },
    read(wanted, length) {
      const offset = Math.max(wanted, start)
      let text = ''
      let at = start
      for (const chunk of chunks) {
        if (at + chunk.length > offset) text += chunk.slice(Math.max(0, offset - at), offset + length - at)
        at += chunk.length
        if (at >= offset + length) break
      }
      const splits = text.length > 1 && offset + text.length < end && /[\ud800-\udbff]$/.test(text)
      return { offset, text: splits ? text.slice(0, -1) : text }
    },
    trim(keep, needed) {
      const from = Math.min(end - keep, needed)
      if (from <= start) return
      let drop = 0
      for (const chunk of chunks) {
        if (start + chunk.length > from) break
        start += chunk.length
        drop += 1
      }
      chunks = chunks.slice(drop)
      const first = chunks[0]
      if (first === undefined || from <= start) return
      chunks[0] = first.slice(from - start)
      start = from
    }
  }
}
