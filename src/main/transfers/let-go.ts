import { pause } from '../broadcast'

/** How long cleaning up may take before a copy that failed or was cancelled is let go. Milliseconds. */
const cleanupMs = 3000

/** Cleaning up has a limit and no errors: the one that matters is already on its way. */
export async function letGo(work: Promise<unknown>): Promise<void> {
  const done = new AbortController()
  await Promise.race([work.catch(() => undefined), pause(cleanupMs, done.signal)])
  done.abort()
}
