/** What a comparison found, in words. */
import type { ComparisonCounts, Difference } from '@contract/transfers'
import { countOf, formatBytes, formatCount } from '../../../ui/format'
import type { CompareBy, ComparisonState } from './comparison'

const kindWords = { new: 'New', changed: 'Changed', extra: 'Extra' } as const

/** The word for one difference: what of it is so, and where. */
export function differenceWord({ kind }: Pick<Difference, 'kind'>): string {
  return kindWords[kind]
}

/** How far it is, or what came out: `3 new, 1 changed, 2 extra, 40 the same`. */
export function comparisonSummary(state: ComparisonState, by: CompareBy): string {
  const { status, entries, checksums, counts, found } = state
  const soFar = `${countOf(entries, 'entry', 'entries')} looked at, ${formatCount(found)} different`
  if (status === 'running') return by === 'checksum' ? `${soFar}, ${countOf(checksums, 'checksum')}` : soFar
  if (status === 'stopped') return `Stopped: ${soFar}`
  if (counts === null) return ''
  const unread = counts.failed.length > 0 ? `, ${formatCount(counts.failed.length)} not readable` : ''
  const kinds = [
    [counts.new, 'new'],
    [counts.changed, 'changed'],
    [counts.extra, 'extra']
  ] as const
  const words = kinds.filter(([count]) => count > 0).map(([count, word]) => `${formatCount(count)} ${word}`)
  return `${[...words, `${formatCount(counts.same)} the same`].join(', ')}${unread}`
}

/** What the copying button says, or why there is nothing to copy. */
export function copyOffer(counts: ComparisonCounts | null): { readonly label: string; readonly reason?: string } {
  if (counts === null) return { label: 'Copy new and changed', reason: 'The folders are still to be compared' }
  if (counts.new + counts.changed === 0) return { label: 'Copy new and changed', reason: 'Nothing is new or changed' }
  const words = [
    ...(counts.new > 0 ? [`${formatCount(counts.new)} new`] : []),
    ...(counts.changed > 0 ? [`${formatCount(counts.changed)} changed`] : [])
  ]
  return { label: `Copy ${words.join(' and ')}, ${formatBytes(counts.bytes)}` }
}

/**
 * Why nothing can be deleted now; undefined when it can. What could not be read might not be extra at all, so then
 * nothing is deleted.
 */
export function deleteRefusal(counts: ComparisonCounts | null): string | undefined {
  if (counts === null) return 'The folders are still to be compared'
  if (counts.extra === 0) return 'Nothing is extra'
  return counts.failed.length > 0
    ? 'Some of it could not be read, so what is extra is not known for certain'
    : undefined
}

/** The second question before entries are deleted. */
export function deleteQuestion(
  counts: ComparisonCounts,
  to: string
): { readonly title: string; readonly body: string } {
  const copies = counts.new + counts.changed
  const extra = countOf(counts.extra, 'extra entry', 'extra entries')
  const then = `${extra} of ${to} ${counts.extra === 1 ? 'is' : 'are'} deleted`
  const first = `${countOf(copies, 'entry is', 'entries are')} copied first; only if all of it arrives, `
  const whole = copies > 0 ? first + then : then
  return {
    title: `Delete ${extra}?`,
    body: `${whole}. If another number is found then, nothing is deleted. This cannot be undone.`
  }
}
