import { expect, it } from 'vitest'
import { pause } from '../../../src/main/broadcast'
import type { Scheduler } from '../../../src/main/jobs/scheduler'
import { createSitePolls } from '../../../src/main/jobs/site-polls'
import type { SiteAccess } from '../../../src/main/site-access'

function setUp() {
  const asked: string[] = []
  const read: Scheduler['read'] = async site => {
    asked.push(site)
    return {
      ...{ user: 'cryo', queue: [], history: [], accounted: null, cluster: null },
      accounting: { available: false, message: '' }
    }
  }
  const polls = createSitePolls({
    // The pollers call nothing else of either.
    access: {} as SiteAccess,
    scheduler: { read } as Scheduler,
    timing: { now: () => new Date(), sleep: pause, random: () => 0, floorMs: 10_000 }
  })
  return { polls, asked }
}

it('rests as long as there is any reason to, also at a site that is new', async () => {
  const { polls, asked } = setUp()
  polls.rest('asleep')
  polls.rest('offline')
  const leave = polls.of('em').poller.keep({ allUsers: false, historyDays: 0 })
  polls.wake('asleep')
  await pause(30, undefined)
  expect(asked).toEqual([])
  polls.wake('offline')
  await expect.poll(() => asked).toEqual(['em'])
  leave()
  expect(polls.watchers()).toEqual([])
})

it('polls nothing for a site that nobody follows', async () => {
  const { polls, asked } = setUp()
  polls.of('em').poller.refresh()
  polls.wake('offline')
  expect(polls.present('other')).toBeUndefined()
  await pause(30, undefined)
  expect(asked).toEqual([])
})
