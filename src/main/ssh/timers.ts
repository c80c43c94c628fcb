/** What is done later. Tests hand in timers whose time they move themselves. */
export interface Timers {
  /** Once, after so many milliseconds; gives what calls it off. */
  after(milliseconds: number, work: () => void): () => void
  /** Every so many milliseconds, as long as the process lives for other reasons; gives what ends it. */
  every(milliseconds: number, work: () => void): () => void
}

/** Those of this process. */
export const processTimers: Timers = {
  after: (milliseconds, work) => {
    const timer = setTimeout(work, milliseconds)
    return () => clearTimeout(timer)
  },
  every: (milliseconds, work) => {
    const timer = setInterval(work, milliseconds)
    timer.unref()
    return () => clearInterval(timer)
  }
}
