import { os } from '../implementer'
import type { Plan } from './plan'

/** The handlers of contract/plan. */
export function createPlanRouter(plan: Plan) {
  const calls = os.plan
  const { shelf } = plan
  return calls.router({
    sources: calls.sources.handler(() => plan.sources()),
    prices: calls.prices.handler(({ input }) => plan.prices(input.types)),
    compare: calls.compare.handler(({ input }) => plan.compare(input.source)),
    steps: calls.steps.handler(({ input }) => plan.steps(input)),
    machines: calls.machines.handler(({ input }) => plan.machines(input)),
    storage: calls.storage.handler(({ input }) => plan.storage(input)),
    transfer: calls.transfer.handler(({ input }) => plan.transfer(input)),
    start: calls.start.handler(({ input, signal }) => plan.start(input, signal)),
    csv: calls.csv.handler(({ input }) => plan.csv(input)),
    saved: calls.saved.handler(() => shelf.list()),
    watchSaved: calls.watchSaved.handler(({ signal }) => shelf.watch(signal)),
    show: calls.show.handler(({ input }) => shelf.show(input.id)),
    save: calls.save.handler(({ input }) => shelf.save(input)),
    rename: calls.rename.handler(({ input }) => shelf.rename(input.id, input.name)),
    remove: calls.remove.handler(({ input }) => shelf.remove(input.id))
  })
}
