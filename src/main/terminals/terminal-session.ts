/** One terminal: its shell, what it printed, the one who watches it, and its way back after a lost link. */
import type { Terminal } from '@contract/terminals'
import { Failure } from '@domain/failure'
import { createOutputFeed, type OutputFeed } from './output-feed'
import type { OpenedShell, Reopen, ShellEnd, ShellRequest, ShellSource } from './shell-source'

const resizeDelayMs = 30
/** CAN ends whatever escape sequence the lost link cut in two (ECMA-48 8.3.6); by itself it shows nothing. */
const cancelSequence = '\x18'

export interface TerminalSession extends Pick<OutputFeed, 'watch' | 'ack'> {
  readonly view: Terminal
  input(data: string): Promise<void>
  resize(cols: number, rows: number): void
  folder(): Promise<string | null>
  /** Ends the shell; `detach` leaves a kept one on its host. Settles when the host was told. */
  close(detach: boolean): Promise<void>
}

type SessionStart = Omit<Terminal, 'state' | 'kept'>
type State = { kind: 'open' } | { kind: 'waiting'; reason: string } | { kind: 'ended'; end: ShellEnd }

/** Opens the shell; rejects with its Failure. `onEnd` is called once, after the last output. */
export async function openSession(
  start: SessionStart,
  open: (request: ShellRequest) => Promise<OpenedShell>,
  onEnd: () => void
): Promise<TerminalSession> {
  const { id, place, title } = start
  let { cols, rows } = start
  let state: State = { kind: 'open' }
  let source: ShellSource | null = null
  let resizing: NodeJS.Timeout | undefined
  let inputs: Promise<void> = Promise.resolve()
  let closed = false
  let stopFollowing = (): void => {}
  const feed = createOutputFeed(paused => (paused ? source?.pause() : source?.resume()))
  const request = (): ShellRequest => ({ cols, rows, onText: feed.push })

  const finish = (end: ShellEnd): void => {
    if (state.kind === 'ended') return
    state = { kind: 'ended', end }
    clearTimeout(resizing)
    stopFollowing()
    feed.end(end)
    onEnd()
  }

  const opened = await open(request())
  const { keeping } = opened

  /** From now on this is the shell; when its link is lost a kept one waits for the next. */
  const use = (next: ShellSource): void => {
    source = next
    inputs = Promise.resolve()
    if (feed.paused) next.pause()
    void next.ended.then(end => {
      if (source !== next) return
      source = null
      if (!end.lost || keeping === null || closed) return finish(end)
      state = { kind: 'waiting', reason: end.reason }
      clearTimeout(resizing)
      feed.link(true, end.reason)
    })
  }

  const showAgain = async (reopen: Reopen): Promise<void> => {
    // The link is back before the last word of the lost one was read: that comes first.
    await source?.ended
    if (state.kind !== 'waiting' || closed) return
    feed.push(cancelSequence)
    const asked = request()
    const next = await reopen(asked)
    // Another link may have been quicker.
    if (closed || state.kind !== 'waiting') return next.close()
    state = { kind: 'open' }
    feed.link(false, '')
    use(next)
    if (asked.cols !== cols || asked.rows !== rows) next.resize(cols, rows)
  }

  use(opened.source)
  if (keeping) stopFollowing = keeping.follow(showAgain)

  return {
    get view(): Terminal {
      return { id, place, title, cols, rows, state: state.kind, kept: keeping?.shell ?? null }
    },
    watch: feed.watch,
    ack: feed.ack,
    async input(data) {
      if (state.kind === 'ended') throw new Failure('not-found', `The terminal has ended: ${state.end.reason}`)
      const to = source
      if (state.kind === 'waiting' || to === null)
        throw new Failure('unreachable', 'What was typed did not reach the shell: its link is lost.', {
          hint: 'The shell goes on and is shown again when the link is back; type it again then.'
        })
      inputs = inputs.catch(() => {}).then(() => to.write(data))
      return inputs
    },
    resize(newCols, newRows) {
      cols = newCols
      rows = newRows
      clearTimeout(resizing)
      resizing = setTimeout(() => source?.resize(cols, rows), resizeDelayMs)
    },
    folder: async () => (state.kind === 'open' ? opened.folder() : null),
    async close(detach) {
      const alive = state.kind !== 'ended'
      closed = true
      clearTimeout(resizing)
      stopFollowing()
      // A paused source would never see its end.
      source?.resume()
      if (alive) source?.close()
      if (alive && !detach) await keeping?.end()
    }
  }
}
