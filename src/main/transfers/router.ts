import { os } from '../implementer'
import { compareFolders } from './compare/compare-folders'
import { mirrorFolders } from './compare/mirrors'
import type { EndParts } from './compare/open-ends'
import type { Transfers } from './transfers'

export function createTransfersRouter(transfers: Transfers, comparison: EndParts) {
  const calls = os.transfers
  const { pushes } = transfers
  const mirror = { ...comparison, start: transfers.startExplicit }
  return calls.router({
    start: calls.start.handler(({ input }) => transfers.start(input)),
    result: calls.result.handler(({ input, signal }) => transfers.result(input.id, signal)),
    list: calls.list.handler(() => transfers.list()),
    watch: calls.watch.handler(({ signal }) => transfers.watch(signal)),
    watchChanges: calls.watchChanges.handler(({ signal }) => transfers.watchChanges(signal)),
    files: calls.files.handler(({ input }) => transfers.files(input.id, input)),
    pause: calls.pause.handler(({ input }) => transfers.pause(input.id)),
    resume: calls.resume.handler(({ input }) => transfers.resume(input.id, input.automatic)),
    reorder: calls.reorder.handler(({ input }) => transfers.reorder(input.id, input.before)),
    change: calls.change.handler(({ input }) => transfers.change(input.id, input)),
    cancel: calls.cancel.handler(({ input }) => transfers.cancel(input.id)),
    retryFailed: calls.retryFailed.handler(({ input }) => transfers.retryFailed(input.id)),
    forget: calls.forget.handler(({ input }) => transfers.forget(input.id)),
    ledger: calls.ledger.handler(({ input }) => transfers.ledger(input)),
    compare: calls.compare.handler(({ input, signal }) => compareFolders(comparison, input, signal)),
    mirror: calls.mirror.handler(({ input, signal }) => mirrorFolders(mirror, input, signal)),
    pushBegin: calls.pushBegin.handler(({ input, signal }) => pushes.begin(input, signal)),
    pushWrite: calls.pushWrite.handler(({ input }) => pushes.write(input.id, input.offset, input.data)),
    pushEnd: calls.pushEnd.handler(({ input }) => pushes.end(input.id))
  })
}
