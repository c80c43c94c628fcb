/** One terminal: its shell, what it printed, and the one who watches it. */
import type { Terminal, TerminalOutput } from '@contract/terminals'
import { Failure } from '@domain/failure'
import { createScrollback } from '@domain/terminals/scrollback'
import { pause } from '../broadcast'
import type { ShellEnd, ShellRequest, ShellSource } from './shell-source'

/** Units kept for a watcher who comes later. */
const kept = 256 * 1024
/** Units in one item of the stream. */
const largestItem = 64 * 1024
/** Milliseconds in which small pieces become one item. */
const coalesceMs = 4
const pauseAbove = 1024 * 1024
const resumeBelow = 256 * 1024
const resizeDelayMs = 30

export interface TerminalSession {
  readonly view: Terminal
  watch(signal: AbortSignal | undefined): AsyncGenerator<TerminalOutput, void, void>
  ack(offset: number): void
  input(data: string): Promise<void>
  resize(cols: number, rows: number): void
  close(): void
}

type SessionStart = Omit<Terminal, 'state'>

/** Opens the shell; rejects with its Failure. `onEnd` is called once, after the last output. */
export async function openSession(
  start: SessionStart,
  open: (request: ShellRequest) => Promise<ShellSource>,
  onEnd: () => void
): Promise<TerminalSession> {
  const scrollback = createScrollback()
  let { cols, rows } = start
  let end: ShellEnd | null = null
  let watcher: { sent: number; wake: () => void } | null = null
  let acknowledged = 0
  let paused = false
  let source: ShellSource | null = null
  let resizing: NodeJS.Timeout | undefined
  let inputs: Promise<void> = Promise.resolve()

  /** Without a watcher the oldest output is dropped, so that what runs in the shell never blocks. */
  const regulate = (): void => {
    if (!watcher) acknowledged = scrollback.end
    scrollback.trim(kept, watcher ? watcher.sent : scrollback.end)
    const waiting = scrollback.end - acknowledged
    if (!paused && waiting > pauseAbove) {
      paused = true
      source?.pause()
    } else if (paused && waiting < resumeBelow) {
      paused = false
      source?.resume()
    }
  }

  const onText = (text: string): void => {
    scrollback.push(text)
    regulate()
    watcher?.wake()
  }

  async function* watch(signal: AbortSignal | undefined): AsyncGenerator<TerminalOutput, void, void> {
    const me = { sent: scrollback.start, wake: (): void => {} }
    watcher?.wake()
    watcher = me
    acknowledged = scrollback.start
    const wakeMe = (): void => me.wake()
    signal?.addEventListener('abort', wakeMe)
    try {
      while (!signal?.aborted && watcher === me) {
        if (me.sent < scrollback.end) {
          if (scrollback.end - me.sent < largestItem && !end) await pause(coalesceMs, signal)
          const { offset, text } = scrollback.read(me.sent, largestItem)
          me.sent = offset + text.length
          yield { type: 'data', offset, data: text }
        } else if (end) {
          yield { type: 'exit', code: end.code, signal: end.signal, reason: end.reason }
          return
        } else {
          await new Promise<void>(resolve => {
            me.wake = resolve
          })
        }
      }
    } finally {
      signal?.removeEventListener('abort', wakeMe)
      if (watcher === me) {
        watcher = null
        regulate()
      }
    }
  }

  source = await open({ cols, rows, onText })
  const opened = source
  if (paused) opened.pause()
  void opened.ended.then(how => {
    end = how
    clearTimeout(resizing)
    watcher?.wake()
    onEnd()
  })

  return {
    get view(): Terminal {
      return { ...start, cols, rows, state: end ? 'ended' : 'open' }
    },
    watch,
    ack(offset) {
      acknowledged = Math.max(acknowledged, Math.min(offset, scrollback.end))
      regulate()
    },
    input(data) {
      if (end) throw new Failure('not-found', `The terminal has ended: ${end.reason}`)
      inputs = inputs.catch(() => {}).then(() => opened.write(data))
      return inputs
    },
    resize(newCols, newRows) {
      cols = newCols
      rows = newRows
      clearTimeout(resizing)
      resizing = setTimeout(() => {
        if (!end) opened.resize(cols, rows)
      }, resizeDelayMs)
    },
    close: () => {
      clearTimeout(resizing)
      // A paused source would never see its end.
      opened.resume()
      if (!end) opened.close()
    }
  }
}
