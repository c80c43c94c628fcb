import type { Settings } from '@contract/app'
import { settingsSchema } from '@contract/app'
import { expect, it } from 'vitest'
import { createBudgetNotices } from '../../../../src/main/cloud/spend/budget-notices'
import { systemClock } from '../../../../src/main/platform'

/** As the file of settings: a value counts once it is written, and writes are one after the other. */
function slowSettings() {
  let settings: Settings = settingsSchema.parse({})
  let last: Promise<unknown> = Promise.resolve()
  return {
    read: () => settings,
    save: (change: Partial<Settings>): Promise<Settings> => {
      const saved = last
        .then(() => new Promise(resolve => setImmediate(resolve)))
        .then(() => {
          settings = { ...settings, ...change }
          return settings
        })
      last = saved
      return saved
    }
  }
}

const news = (key: string) => ({ keys: [key], mark: 50 as const, title: key, text: '' })

it('a notice that is told while another is marked as read is kept, and so is that it was told', async () => {
  const notices = createBudgetNotices({ clock: systemClock, notify: () => {} }, slowSettings())
  await notices.raise([news('first')])
  await Promise.all([notices.raise([news('second')]), notices.markRead(1), notices.raise([news('third')])])
  expect(notices.list(10)).toMatchObject({
    unread: 2,
    notices: [
      { number: 3, read: false },
      { number: 2, read: false },
      { number: 1, read: true }
    ]
  })
  expect([...notices.told()]).toEqual(['first', 'second', 'third'])
})
