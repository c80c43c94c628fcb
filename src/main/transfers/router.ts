import { os } from '../implementer'
import type { Transfers } from './transfers'

export function createTransfersRouter(transfers: Transfers) {
  const calls = os.transfers
  const { pushes } = transfers
  return calls.router({
    start: calls.start.handler(({ input }) => transfers.start(input)),
    result: calls.result.handler(({ input, signal }) => transfers.result(input.id, signal)),
    list: calls.list.handler(() => transfers.list()),
    watch: calls.watch.handler(({ signal }) => transfers.watch(signal)),
    cancel: calls.cancel.handler(({ input }) => transfers.cancel(input.id)),
    retryFailed: calls.retryFailed.handler(({ input }) => transfers.retryFailed(input.id, input.newId)),
    forget: calls.forget.handler(({ input }) => transfers.forget(input.id)),
    pushBegin: calls.pushBegin.handler(({ input, signal }) => pushes.begin(input, signal)),
    pushWrite: calls.pushWrite.handler(({ input }) => pushes.write(input.id, input.offset, input.data)),
    pushEnd: calls.pushEnd.handler(({ input }) => pushes.end(input.id))
  })
}
