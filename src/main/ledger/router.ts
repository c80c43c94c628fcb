import { os } from '../implementer'
import type { Ledger } from './ledger'

/** The handlers of contract/ledger. */
export function createLedgerRouter(ledger: Ledger) {
  const calls = os.ledger
  const { desk } = ledger
  return calls.router({
    list: calls.list.handler(({ input, signal }) => ledger.list(input, signal)),
    summary: calls.summary.handler(({ input, signal }) => ledger.summary(input, signal)),
    watch: calls.watch.handler(({ signal }) => ledger.watch(signal)),
    add: calls.add.handler(({ input, signal }) => ledger.add(input, signal)),
    verify: calls.verify.handler(({ input, signal }) => ledger.verify(input.choice, signal)),
    plan: calls.plan.handler(({ input, signal }) => ledger.plan(input, signal)),
    release: calls.release.handler(({ input, signal }) => ledger.release(input, signal)),
    releases: calls.releases.handler(() => desk.all()),
    watchRelease: calls.watchRelease.handler(({ input, signal }) => desk.watch(input.id, signal)),
    resumeRelease: calls.resumeRelease.handler(({ input }) => desk.resume(input.id)),
    stopRelease: calls.stopRelease.handler(({ input }) => desk.stop(input.id)),
    released: calls.released.handler(({ input }) => desk.deletions(input.id, input.offset, input.limit)),
    report: calls.report.handler(({ input, signal }) => ledger.report(input, signal))
  })
}
