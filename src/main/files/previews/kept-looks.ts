/** Looks that are kept for when the same is asked again: the last ones, by their size. */
import type { Preview } from '@contract/previews'

/** Of all together, as they stand in memory; letters count two bytes. */
const mostBytes = 48 * 1024 * 1024

export interface KeptLooks {
  get(key: string): Preview | undefined
  /** Forgets the oldest until there is room. One that is larger than all the room is not kept. */
  set(key: string, preview: Preview): void
}

export function createKeptLooks(): KeptLooks {
  const kept = new Map<string, { preview: Preview; bytes: number }>()
  let bytes = 0
  return {
    get(key) {
      const found = kept.get(key)
      if (!found) return undefined
      kept.delete(key)
      kept.set(key, found)
      return found.preview
    },
    set(key, preview) {
      const weight = weightOf(preview)
      if (weight > mostBytes || kept.has(key)) return
      kept.set(key, { preview, bytes: weight })
      bytes += weight
      for (const [oldest, one] of kept) {
        if (bytes <= mostBytes) break
        kept.delete(oldest)
        bytes -= one.bytes
      }
    }
  }
}

function weightOf({ content }: Preview): number {
  if (content.type === 'picture') return content.png.length * 2
  if (content.type === 'image') return content.base64.length * 2
  if (content.type === 'text') return (content.head.length + content.tail.length) * 2
  if (content.type === 'nothing') return 2000
  return content.tables.reduce((sum, { rows }) => sum + rows.length * (rows[0]?.length ?? 0) * 40, 2000)
}
