import { os } from '../../implementer'
import type { SpendService } from './spend'

export function createSpendRouter(spend: SpendService) {
  return os.spend.router({
    show: os.spend.show.handler(({ input }) => spend.show(input)),
    setBudgets: os.spend.setBudgets.handler(({ input }) => spend.setBudgets(input.budgets)),
    notices: os.spend.notices.handler(({ input }) => spend.notices.list(input.limit)),
    watchNotices: os.spend.watchNotices.handler(({ signal }) => spend.notices.watch(signal)),
    readNotices: os.spend.readNotices.handler(({ input }) => spend.notices.markRead(input.upTo))
  })
}
