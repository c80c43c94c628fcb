/** What a person is told when a transfer came to its end by itself. */
import type { Transfer } from '@contract/transfers'
import { displayName } from '@domain/bytes-name'

const files = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'file' : 'files'}`

/** undefined when there is nothing to tell. */
export function endNotice(transfer: Transfer): { title: string; body: string } | undefined {
  const { state, failedCount, failed } = transfer
  const name = displayName(transfer.title)
  const done = arrivedText(transfer)
  if (state === 'finished') return { title: `${name}: done`, body: `${done}.` }
  if (state === 'finished-with-errors')
    return { title: `${name}: ${files(failedCount)} failed`, body: `${done}, ${files(failedCount)} not.` }
  if (state === 'failed') return { title: `${name}: not copied`, body: failed[0]?.message ?? 'The transfer failed.' }
  return undefined
}

function arrivedText({ doneFiles, skipped, verify, sizeOnly }: Transfer): string {
  const proven = verify && sizeOnly === 0
  return [
    `${files(doneFiles)} ${proven ? 'copied and verified' : 'copied'}`,
    ...(sizeOnly > 0 ? [`of ${files(sizeOnly)} only the size was compared`] : []),
    ...(skipped > 0 ? [`${files(skipped)} skipped`] : [])
  ].join(', ')
}
