/** What is told while a display is made or opened. */
import type { Display, DisplayProgress, Launch } from '@contract/display'
import type { CommandContext } from './context'
import { safeText } from './text'

/** Steps go to standard error as they happen, for people. */
export async function followDisplay(
  { out }: CommandContext,
  progress: AsyncIterable<DisplayProgress>
): Promise<{ display?: Display; launch?: Launch }> {
  const got: { display?: Display; launch?: Launch } = {}
  for await (const item of progress) {
    if (item.type === 'display') got.display = item.display
    else if (item.type === 'launch') got.launch = item.launch
    else if (!out.json)
      await out.writeError(`${safeText(item.text)}${item.retrySeconds ? ` (again in ${item.retrySeconds} s)` : ''}\n`)
  }
  return got
}
