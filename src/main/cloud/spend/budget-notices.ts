/** Marks of budgets that were reached: told once, kept with the settings, followed. */
import type { Settings, SettingsChange } from '@contract/app'
import type { BudgetNotice } from '@contract/cloud-spend'
import type { BudgetNews } from '@domain/cloud/spend/budgets'
import { createBroadcast } from '../../broadcast'
import type { Platform } from '../../platform'
import { createTurns } from '../../turns'

/** Where budgets are kept, and what was told of them. */
export interface BudgetSettings {
  read(): Pick<Settings, 'cloudBudgets' | 'cloudBudgetNotices'>
  save(change: Pick<SettingsChange, 'cloudBudgets' | 'cloudBudgetNotices'>): Promise<unknown>
}

export interface BudgetNotices {
  /** Keys of what was told. */
  told(): ReadonlySet<string>
  /** Written down first, so that a restart tells nothing twice. */
  raise(news: readonly Pick<BudgetNews, 'keys' | 'title' | 'text'>[]): Promise<void>
  list(limit: number): { unread: number; notices: BudgetNotice[] }
  watch(signal: AbortSignal | undefined): AsyncGenerator<{ unread: number; fresh: BudgetNotice[] }, void, void>
  markRead(upTo: number): Promise<void>
}

/** So many are kept; each month of each budget has three at most. */
const mostKept = 500

type Kept = Settings['cloudBudgetNotices'][number]

export function createBudgetNotices(
  platform: Pick<Platform, 'clock' | 'notify'>,
  settings: BudgetSettings
): BudgetNotices {
  const kept = (): readonly Kept[] => settings.read().cloudBudgetNotices
  const last = (): number => kept().at(-1)?.number ?? 0
  const unread = (): number => kept().filter(({ read }) => !read).length
  const changes = createBroadcast(unread)
  // What is written is made of what is there, which counts only once it is on the disk.
  const writes = createTurns()

  async function* following(from: number, signal: AbortSignal | undefined): ReturnType<BudgetNotices['watch']> {
    let seen = from
    for await (const count of changes.follow(signal)) {
      const fresh = kept().filter(({ number }) => number > seen)
      seen = fresh.at(-1)?.number ?? seen
      yield { unread: count, fresh: fresh.map(shown) }
    }
  }

  return {
    told: () => new Set(kept().flatMap(({ keys }) => keys)),
    async raise(news) {
      if (news.length === 0) return
      await writes.run(undefined, async () => {
        const [at, before] = [platform.clock.now().toISOString(), last()]
        const added = news.map(
          ({ keys, title, text }, index): Kept => ({
            ...{ number: before + index + 1, at, title, text, read: false },
            keys: [...keys]
          })
        )
        await settings.save({ cloudBudgetNotices: [...kept(), ...added].slice(-mostKept) })
      })
      for (const { title, text } of news) platform.notify(title, text)
      changes.publish()
    },
    list: limit => ({ unread: unread(), notices: kept().slice(-limit).reverse().map(shown) }),
    // Now, not when the first is taken: what is told in between would be missed.
    watch: signal => following(last(), signal),
    async markRead(upTo) {
      await writes.run(undefined, async () => {
        const read = kept().map(notice => (notice.number <= upTo ? { ...notice, read: true } : notice))
        await settings.save({ cloudBudgetNotices: read })
      })
      changes.publish()
    }
  }
}

const shown = ({ keys: _keys, ...notice }: Kept): BudgetNotice => notice
