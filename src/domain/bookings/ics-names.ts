/** Property names and words of our iCalendar files. */

/** What RFC 5545 has no property for. */
export const names = {
  ...{ resource: 'x-farscope-resource', state: 'x-farscope-state', group: 'x-farscope-group' },
  ...{ handOver: 'x-farscope-hand-over', account: 'x-farscope-account', freed: 'x-farscope-freed' },
  ...{ series: 'x-farscope-series', owner: 'x-farscope-owner', person: 'x-farscope-person' }
}

/** RFC 5545, 3.8.1.11. */
export const statusWords = {
  confirmed: 'CONFIRMED',
  waiting: 'TENTATIVE',
  cancelled: 'CANCELLED',
  blocked: 'CONFIRMED'
} as const
