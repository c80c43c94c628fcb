/** `farscope job notices`, `farscope session notices` and `farscope cloud notices`: what happened, and what happens from now on. */
import type { BudgetNotice } from '@contract/cloud-spend'
import type { JobNotice } from '@contract/jobs-history'
import type { BookingNotice } from '@contract/sessions'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { safeText } from '../text'

/** One kind of notice: how it is asked for, and how it is written. */
interface NoticeSource<Notice> {
  /** Newest first. */
  list(limit: number): Promise<readonly Notice[]>
  watch(): Promise<AsyncIterable<{ readonly fresh: readonly Notice[] }>>
  line(notice: Notice): string
}

/** Oldest first, as they happened; with --follow each that comes after them, once. */
async function tellNotices<Notice extends { readonly number: number }>(
  { args, out }: CommandContext,
  source: NoticeSource<Notice>
): Promise<number> {
  const limit = args.whole('limit', 1, 1000) ?? 100
  // It is followed from before the list is read, so that none falls in between.
  const coming = args.has('follow') ? await source.watch() : undefined
  const notices = [...(await source.list(limit))].reverse()
  if (!coming) {
    await out.result(notices, () => notices.map(source.line).join('') || 'No notices.\n')
    return 0
  }
  const tell = async (notice: Notice): Promise<void> =>
    out.json ? out.line(notice) : void (await out.write(source.line(notice)))
  for (const notice of notices) await tell(notice)
  const last = notices.at(-1)?.number ?? 0
  for await (const { fresh } of coming) {
    if (out.closed) return 0
    for (const notice of fresh) if (notice.number > last) await tell(notice)
  }
  return 0
}

const jobLine = ({ at, site, text }: JobNotice): string => `${at}  ${safeText(site)}  ${safeText(text)}\n`

export const jobNotices: CommandRun = async context => {
  const { signal } = context
  const { jobs } = await context.client()
  return tellNotices(context, {
    list: async limit => (await jobs.notices({ limit }, { signal })).notices,
    watch: () => jobs.watchNotices(undefined, { signal }),
    line: jobLine
  })
}

const bookingLine = ({ at, resource, title, text }: BookingNotice): string =>
  `${at}  ${resource}  ${[title, text]
    .filter(words => words !== '')
    .map(safeText)
    .join('  ')}\n`

export const sessionNotices: CommandRun = async context => {
  const { signal } = context
  const { sessions } = await context.client()
  return tellNotices(context, {
    list: async limit => (await sessions.notices({ limit }, { signal })).notices,
    watch: () => sessions.watchNotices(undefined, { signal }),
    line: bookingLine
  })
}

const budgetLine = ({ at, title, text }: BudgetNotice): string => `${at}  ${safeText(title)}  ${safeText(text)}\n`

export const budgetNotices: CommandRun = async context => {
  const { signal } = context
  const { spend } = await context.client()
  return tellNotices(context, {
    list: async limit => (await spend.notices({ limit }, { signal })).notices,
    watch: () => spend.watchNotices(undefined, { signal }),
    line: budgetLine
  })
}
