/** Which files of a transfer are listed, and how each of their states is told. */
import type { TransferFile } from '@contract/transfers'
import type { State } from '../../../ui/state-mark'

/** Names of the choices, in the order shown. */
export const fileFilters = ['all', 'failed', 'open', 'verified', 'size-only', 'skipped'] as const
export type FileFilter = (typeof fileFilters)[number]

/** A choice in words. */
export const filterWords: Readonly<Record<FileFilter, string>> = {
  all: 'All files',
  failed: 'Failed or not equal',
  open: 'Not done yet',
  verified: 'Verified',
  'size-only': 'Size only',
  skipped: 'Skipped'
}

/** The states a choice asks the journal for; undefined is all. */
export function filterStates(filter: FileFilter): TransferFile['state'][] | undefined {
  switch (filter) {
    case 'all':
      return undefined
    case 'failed':
      return ['failed', 'mismatch']
    case 'open':
      return ['waiting', 'copying', 'copied', 'verifying']
    default:
      return [filter]
  }
}

/** Mark and word of each state. Copied bytes are no proof: only equal checksums have the shield. */
export const fileStateLook: Readonly<Record<TransferFile['state'], { readonly mark: State; readonly word: string }>> = {
  waiting: { mark: 'waiting', word: 'Waiting' },
  copying: { mark: 'running', word: 'Copying' },
  copied: { mark: 'done', word: 'Copied' },
  verifying: { mark: 'starting', word: 'Verifying' },
  verified: { mark: 'verified', word: 'Verified' },
  'size-only': { mark: 'size-only', word: 'Size only' },
  mismatch: { mark: 'failed', word: 'Not equal' },
  skipped: { mark: 'cancelled', word: 'Skipped' },
  failed: { mark: 'failed', word: 'Failed' }
}
