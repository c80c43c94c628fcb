/** What a removal would take, said before it is asked. */
import type { ContractOutputs } from '@contract/contract'
import type { Entry } from '@contract/files'
import { countOf, formatBytes } from '../../../ui/format'

/**
 * Counts and bytes, then that it cannot be undone. Names what stays when links are among the entries.
 * @param measure null while counting, or when it could not be counted
 */
export function removalWords(
  entries: readonly Pick<Entry, 'type'>[],
  measure: ContractOutputs['files']['measure'] | null,
  counting: boolean
): string {
  const links = entries.some(entry => entry.type === 'link') ? ' What a link leads to stays.' : ''
  const end = `This cannot be undone.${links}`
  if (counting) return `Counting what would be deleted… ${end}`
  if (!measure) return `How much this is could not be counted. ${end}`
  const { files, directories, bytes, complete } = measure
  const parts = [
    ...(files > 0 || directories === 0 ? [countOf(files, 'file')] : []),
    ...(directories > 0 ? [countOf(directories, 'folder')] : [])
  ]
  return `${complete ? '' : 'More than '}${parts.join(' and ')}, ${formatBytes(bytes)}. ${end}`
}
