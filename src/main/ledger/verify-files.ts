/** Verifies anew what is chosen, batch by batch, and writes down what it finds. */
import type { LedgerChoice, VerifyEvent } from '@contract/ledger'
import type { Clock } from '../platform'
import type { LedgerFiles } from '../store/ledger-files'
import { checkFiles, takeBatch } from './check-files'
import { countChecked, noCounts, outcomeOf } from './check-outcome'
import type { LedgerEnds } from './ends'
import type { LedgerPages } from './ledger-pages'

export interface VerifyParts {
  readonly ends: LedgerEnds
  readonly files: LedgerFiles
  readonly clock: Clock
  readonly pages: LedgerPages['pages']
  /** Something of the ledger changed. */
  changed(): void
}

/** Rejects when `signal` aborts; what was found until then is written down. */
export async function* verifyFiles(
  { ends, files, clock, pages, changed }: VerifyParts,
  choice: LedgerChoice,
  signal: AbortSignal | undefined
): AsyncGenerator<VerifyEvent, void, void> {
  const ending = signal ?? new AbortController().signal
  const total = { files: 0, bytes: 0 }
  for await (const page of pages(choice, signal)) {
    total.files += page.length
    for (const { size } of page) total.bytes += size
  }
  const counts = noCounts()
  for await (const page of pages(choice, signal)) {
    const rest = [...page]
    while (rest.length > 0) {
      const checked = await checkFiles(ends, takeBatch(rest), () => clock.now().getTime(), ending)
      files.saveChecks(checked.map(outcomeOf), clock.now().toISOString())
      for (const one of checked) countChecked(counts, one)
      changed()
      yield { type: 'progress', total, counts }
    }
  }
  yield { type: 'end', total, counts }
}
