/** Marks of budgets that were reached: followed once, told at once, and opened where the budgets are. */
import type { BudgetNotice } from '@contract/cloud-spend'
import { client } from '../client/engine-link'
import { budgetNotices } from '../features/notices/notice-feed'
import { openSpend } from './navigation'
import { tellNotice } from './tell-notice'

/** Each budget tells its last mark only, so they are few. Quiet hours are for jobs: this is money that runs out. */
function tellAll(fresh: readonly BudgetNotice[]): void {
  for (const notice of fresh) tellNotice(notice, `farscope-budget-${notice.number}`, openSpend)
}

/** Mounted once, by the app. */
export function useBudgetNotices(): void {
  budgetNotices.useFollow(client, tellAll)
}
