/** The keep-alive of a link: a request now and then whose answer is timed, and the notice that none comes any more. */

export interface PulseOptions {
  /** Seconds between two requests. 0: none are sent, and silence is not noticed. */
  readonly seconds: number
  /** Sends one request; settles with its answer. What it rejects with does not matter here. */
  request(): Promise<unknown>
  /** Bytes that came so far: any of them is a sign of life. */
  bytesIn(): number
  /** Two requests were sent and nothing came: 2 to 2.5 intervals after the last byte. Called once. */
  silent(): void
}

/** Without a byte for so many half intervals, and with so many requests unanswered, the link is lost. */
const most = { quiet: 4, unanswered: 2 } as const
/** A timer that is later by this was stopped, not slow: the program or the computer slept. Milliseconds. */
const sleptMs = 2000

export class LinkPulse {
  private timer: NodeJS.Timeout | undefined
  private seen = 0
  private quiet = 0
  private beats = 0
  /** Requests since the last byte came. */
  private unanswered = 0
  private dueAt = 0

  constructor(private readonly options: PulseOptions) {}

  /** From now on, or again after `pause`; silence counts from now. */
  start(): void {
    const halfMs = this.options.seconds * 500
    if (this.timer || halfMs <= 0) return
    this.heard()
    this.seen = this.options.bytesIn()
    this.dueAt = performance.now() + halfMs
    this.timer = setInterval(() => this.beat(halfMs), halfMs)
  }

  /** Sends nothing and notices nothing until the next `start`. */
  pause(): void {
    clearInterval(this.timer)
    this.timer = undefined
  }

  private beat(halfMs: number): void {
    const now = performance.now()
    const slept = now - this.dueAt > sleptMs
    this.dueAt = now + halfMs
    const bytes = this.options.bytesIn()
    // What came while the program was stopped has not been read yet, so its silence says nothing.
    if (slept || bytes !== this.seen) this.heard()
    else this.quiet++
    this.seen = bytes
    if (this.quiet >= most.quiet && this.unanswered >= most.unanswered) {
      this.pause()
      this.options.silent()
    } else if (++this.beats % 2 === 0 || slept) this.send()
  }

  private heard(): void {
    this.quiet = 0
    this.unanswered = 0
  }

  private send(): void {
    this.unanswered++
    this.options.request().catch(() => undefined)
  }
}
