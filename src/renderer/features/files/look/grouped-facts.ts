import type { Preview } from '@contract/previews'
import { visibleLines, visibleName } from '../../../ui/visible-name'

/** Names of the facts that the drawer tells by itself. */
const ours: ReadonlySet<string> = new Set(['Kind', 'Size', 'Shown', 'Read', 'Black to white'])

/** Names from files can be there twice: their values stand below each other. None is taken for one of ours. */
export function groupedFacts(facts: Preview['facts']): { name: string; value: string }[] {
  const grouped = new Map<string, string[]>()
  for (const { name, value } of facts) {
    const shown = visibleName(name)
    const own = ours.has(shown) ? `${shown} in the file` : shown
    grouped.set(own, [...(grouped.get(own) ?? []), visibleLines(value)])
  }
  return [...grouped].map(([name, values]) => ({ name, value: values.join('\n') }))
}
