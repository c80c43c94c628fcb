/** The words of the ledger's states, and what many rows add up to. */
import type { LedgerCopy, LedgerFile, LedgerState } from '@contract/ledger'
import { countOf, formatBytes } from '../../ui/format'
import type { State } from '../../ui/state-mark'

export interface StateWords {
  readonly mark: State
  readonly word: string
}

export const stateWords: Readonly<Record<LedgerState, StateWords>> = {
  safe: { mark: 'verified', word: 'Safe' },
  doubted: { mark: 'warning', word: 'In doubt' },
  waiting: { mark: 'waiting', word: 'Not yet' },
  trouble: { mark: 'failed', word: 'Trouble' },
  replaced: { mark: 'out-of-date', word: 'Replaced' },
  released: { mark: 'done', word: 'Released' }
}

export const copyWords: Readonly<Record<LedgerCopy['state'], StateWords>> = {
  verified: { mark: 'verified', word: 'verified' },
  missing: { mark: 'failed', word: 'missing' },
  differs: { mark: 'failed', word: 'differs' },
  away: { mark: 'warning', word: 'could not be asked' }
}

/** The name of a watch, else the id of the transfer. */
export const originName = ({ origin }: Pick<LedgerFile, 'origin'>): string =>
  origin.kind === 'watch' ? origin.name : `transfer ${origin.id.slice(0, 8)}`

export interface Count {
  readonly files: number
  readonly bytes: number
}

export const countWords = ({ files, bytes }: Count): string => `${countOf(files, 'file')}, ${formatBytes(bytes)}`

/** Files and bytes by state. */
export function countsOf(rows: readonly LedgerFile[]): ReadonlyMap<LedgerState, Count> {
  const counts = new Map<LedgerState, Count>()
  for (const { state, size } of rows) {
    const known = counts.get(state) ?? { files: 0, bytes: 0 }
    counts.set(state, { files: known.files + 1, bytes: known.bytes + size })
  }
  return counts
}
