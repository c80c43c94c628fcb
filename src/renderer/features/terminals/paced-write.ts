/**
 * Text on its way into the screens of a page, which take it on one thread. A flood goes at full speed while its screen is
 * seen and no other takes anything; else all floods go in small pieces, together at a rate that leaves the page free for
 * keys and their echo. What is not written is not acknowledged, so the engine holds the shells back.
 */

/** Units in one piece: about two milliseconds of the page. */
const pieceLength = 16 * 1024
/** Units a second that all paced screens take together. */
const togetherPerSecond = 2_000_000
/** Units that go at once, if nothing of their own screen waits: an echo, a prompt. */
const smallLength = 1024
/** So long after it took something another screen is at work. Milliseconds. */
const atWorkMs = 500

type Write = (text: string, done?: () => void) => void

export interface PacedWrite {
  write: Write
  /** A screen that is seen takes everything at once, also what waited, if no other is at work. */
  setSeen(seen: boolean): void
  /** Forgets what waits. */
  dispose(): void
}

/** The two screens that were given text last, and when: enough to tell whether one of them is another. */
let latest: { readonly screen: object; readonly at: number } | null = null
let before: { readonly screen: object; readonly at: number } | null = null

function gave(screen: object): void {
  if (latest !== null && latest.screen !== screen) before = latest
  latest = { screen, at: performance.now() }
}

/** A screen that is closed keeps no other waiting. */
function forget(screen: object): void {
  if (before?.screen === screen) before = null
  if (latest?.screen !== screen) return
  latest = before
  before = null
}

/** Whether no screen but this one was given text of late. */
function isAlone(screen: object): boolean {
  const other = latest?.screen === screen ? before : latest
  return other === null || performance.now() - other.at > atWorkMs
}

/** A screen's turn: gives one piece, tells its length and whether more waits. */
type Turn = () => { readonly length: number; readonly more: boolean }

/** The screens that wait, each once, the next one first. */
const turns: Turn[] = []
let timer: ReturnType<typeof setTimeout> | undefined
/** Milliseconds of the page's clock when the next piece of any screen may go. */
let free = 0

function next(): void {
  timer = undefined
  const turn = turns.shift()
  if (turn === undefined) return
  const { length, more } = turn()
  if (more) turns.push(turn)
  free = performance.now() + (length / togetherPerSecond) * 1000
  schedule()
}

function schedule(): void {
  if (timer === undefined && turns.length > 0) timer = setTimeout(next, Math.max(0, free - performance.now()))
}

export function createPacedWrite(into: Write): PacedWrite {
  const self = {}
  const waiting: { text: string; done?: (() => void) | undefined }[] = []
  let seen = true

  const give: Write = (text, done) => {
    gave(self)
    into(text, done)
  }
  const leave = (): void => {
    const at = turns.indexOf(turn)
    if (at >= 0) turns.splice(at, 1)
  }
  const flush = (): void => {
    for (const { text, done } of waiting.splice(0)) give(text, done)
  }
  const turn: Turn = () => {
    const first = waiting[0]
    if (first === undefined || (seen && isAlone(self))) {
      flush()
      return { length: 0, more: false }
    }
    const text = first.text.slice(0, pieceLength)
    first.text = first.text.slice(pieceLength)
    if (first.text === '') waiting.shift()
    give(text, first.text === '' ? first.done : undefined)
    return { length: text.length, more: waiting.length > 0 }
  }

  return {
    write: (text, done) => {
      if (waiting.length === 0 && (text.length <= smallLength || (seen && isAlone(self)))) return give(text, done)
      waiting.push({ text, done })
      if (waiting.length === 1) turns.push(turn)
      schedule()
    },
    setSeen: nowSeen => {
      seen = nowSeen
      if (!seen || !isAlone(self)) return
      leave()
      flush()
    },
    dispose: () => {
      leave()
      forget(self)
      waiting.length = 0
    }
  }
}
