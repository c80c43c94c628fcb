/**
 * Text on its way into screens that nobody sees: in small pieces, all of them together at a rate that leaves the page
 * free for the ones that are seen. What is not written is not acknowledged, so the engine holds the shells back.
 */

/** Units in one piece: about two milliseconds of the page. */
const pieceLength = 16 * 1024
/** Units a second that all screens out of sight take together. */
const togetherPerSecond = 2_000_000

type Write = (text: string, done?: () => void) => void

export interface PacedWrite {
  write: Write
  /** A screen that is seen takes everything at once, also what waited. */
  setSeen(seen: boolean): void
  /** Forgets what waits. */
  dispose(): void
}

/** Milliseconds of the page's clock when the next piece of any screen may go. */
let free = 0

export function createPacedWrite(into: Write): PacedWrite {
  const waiting: { text: string; done?: (() => void) | undefined }[] = []
  let seen = true
  let timer: ReturnType<typeof setTimeout> | undefined

  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    for (const { text, done } of waiting.splice(0)) into(text, done)
  }
  const piece = (): void => {
    timer = undefined
    const first = waiting[0]
    if (first === undefined) return
    const text = first.text.slice(0, pieceLength)
    first.text = first.text.slice(pieceLength)
    if (first.text === '') waiting.shift()
    into(text, first.text === '' ? first.done : undefined)
    const now = performance.now()
    free = Math.max(free, now) + (text.length / togetherPerSecond) * 1000
    if (waiting.length > 0) timer = setTimeout(piece, free - now)
  }

  return {
    write: (text, done) => {
      if (seen) return into(text, done)
      waiting.push({ text, done })
      timer ??= setTimeout(piece, Math.max(0, free - performance.now()))
    },
    setSeen: next => {
      seen = next
      if (seen) flush()
    },
    dispose: () => {
      clearTimeout(timer)
      waiting.length = 0
    }
  }
}
