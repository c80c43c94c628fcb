/** Long work in short pieces, so that the page answers meanwhile. */

/** Work that pauses with `yield` wherever it may be interrupted, and returns what it made. */
export type Sliced<R> = Generator<void, R, void>

/** Milliseconds of work between two pauses: half a frame leaves room to draw. */
const sliceMs = 8

/** Does the work at once. */
export function finish<R>(work: Sliced<R>): R {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** Does the work in slices and gives what it made to `onDone`. Returns how to give it up. What it throws is reported. */
export function runSliced<R>(work: Sliced<R>, onDone: (made: R) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const slice = (): void => {
    const until = performance.now() + sliceMs
    do {
      const step = work.next()
      if (step.done) {
        onDone(step.value)
        return
      }
    } while (performance.now() < until)
    timer = setTimeout(slice, 0)
  }
  timer = setTimeout(slice, 0)
  return () => clearTimeout(timer)
}
