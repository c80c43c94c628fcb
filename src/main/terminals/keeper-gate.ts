/**
 * Between the channel of a shell that tmux(1) keeps and its screen, until tmux shows it. tmux begins with a flush of its
 * terminal (`tcflush(TCOFLUSH)` in its tty.c): whatever sshd has not read by then is gone, and what is typed earlier is
 * echoed by the terminal itself. So the script says when it is about to begin, waits for our line, and only then begins.
 */
import { Transform, type TransformCallback, type Writable } from 'node:stream'

/** Milliseconds after our line in which tmux draws; what is typed is not held longer. */
const drawLimitMs = 2000
/** Milliseconds in which the script says that it begins: one that hangs must get a Ctrl-C. */
const markLimitMs = 15_000

/** Passes everything on but the line `mark`, which it answers with an empty line on `input`. */
export class KeeperGate extends Transform {
  private state: 'before' | 'answered' | 'drawn' = 'before'
  private held = Buffer.alloc(0)
  private readonly mark: Buffer
  private open: () => void = () => undefined
  private timer: NodeJS.Timeout | undefined
  /** Resolves when what is typed gets to the shell: it is shown, or it will not be. Never rejects. */
  readonly shown = new Promise<void>(resolve => {
    this.open = resolve
  })

  constructor(
    mark: string,
    private readonly input: Writable
  ) {
    super()
    this.mark = Buffer.from(mark)
    // The mark is still answered if it comes later.
    this.timer = setTimeout(() => this.open(), markLimitMs)
    this.once('close', () => this.finish())
  }

  private finish(): void {
    clearTimeout(this.timer)
    this.state = 'drawn'
    this.open()
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    if (this.state !== 'before') {
      done(null, chunk)
      this.finish()
      return
    }
    const bytes = Buffer.concat([this.held, chunk])
    const at = bytes.indexOf(this.mark)
    const newline = at < 0 ? -1 : bytes.indexOf(10, at + this.mark.length)
    if (newline < 0) {
      const from = at < 0 ? Math.max(0, bytes.length - this.mark.length + 1) : at
      this.held = bytes.subarray(from)
      done(null, bytes.subarray(0, from))
      return
    }
    this.state = 'answered'
    this.held = Buffer.alloc(0)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.finish(), drawLimitMs)
    this.input.write('\n')
    done(null, Buffer.concat([bytes.subarray(0, at), bytes.subarray(newline + 1)]))
  }

  override _flush(done: TransformCallback): void {
    this.finish()
    done(null, this.held)
  }
}
