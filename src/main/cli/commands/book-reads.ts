/** `farscope book list|show|export|import|report|log`. */
import { logActs } from '@contract/booking'
import type { Calendar } from '@contract/bookings'
import { usageCsv } from '@domain/bookings/usage-csv'
import { Failure } from '@domain/failure'
import { type InStore, storeOf } from '../booking-store'
import { bookingsTable, bookingText, logTable, reportTable } from '../booking-text'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { exitStatusOf } from '../exit-status'
import { type FacilityTimes, facilityTimes } from '../facility-times'
import { textInput } from '../text-input'

/** Characters of an iCalendar that the engine takes (contract/bookings). */
const longestCalendar = 20_000_000

const lastInstant = '9999-12-31T00:00:00.000Z'
/** Clocks that are kept by the network differ by less, so that one question is enough. */
const usualOffsetMs = 60_000

const timesOf = (context: CommandContext, store: InStore): Promise<FacilityTimes> =>
  facilityTimes(context, store, ['from', 'to'])

async function stretchOf(context: CommandContext, from: string) {
  const store = await storeOf(context)
  const times = await timesOf(context, store)
  return {
    ...store,
    ...{ from: times.of('from') ?? from, to: times.of('to') ?? lastInstant, resources: context.args.list('resource') }
  }
}

/** The kept copy is not all that may be there by now, so its status is that of a part. */
async function tellOffline({ out }: CommandContext, { offline, readAt }: Calendar): Promise<number> {
  if (!offline) return 0
  const message = `The calendar cannot be read now; this is how it was at ${readAt}. ${offline.message}`
  await out.failure(new Failure('partial', message, { hint: offline.hint }))
  return exitStatusOf('partial')
}

/** Without --from those that are not over by the clock of the store, which this computer's may be ahead of or behind. */
async function calendarFromNow(context: CommandContext): Promise<Calendar> {
  const { args, signal } = context
  const { bookings } = await context.client()
  const now = Date.now()
  const stretch = await stretchOf(context, new Date(now - usualOffsetMs).toISOString())
  const calendar = await bookings.calendar(stretch, { signal })
  if (args.has('from')) return calendar
  const storeNow = now + calendar.clockOffsetMs
  if (calendar.clockOffsetMs < -usualOffsetMs)
    return bookings.calendar({ ...stretch, from: new Date(storeNow).toISOString() }, { signal })
  return { ...calendar, bookings: calendar.bookings.filter(({ end }) => Date.parse(end) > storeNow) }
}

export const listBookings: CommandRun = async context => {
  const { args, out } = context
  const calendar = await calendarFromNow(context)
  const shown = calendar.bookings.filter(({ status }) => args.has('cancelled') || status !== 'cancelled')
  await out.result(shown, () => bookingsTable(shown, calendar.file?.timeZone ?? 'UTC'))
  return tellOffline(context, calendar)
}

export const showBooking: CommandRun = async context => {
  const { args, signal, out } = context
  const { bookings } = await context.client()
  const booking = await bookings.show({ ...(await storeOf(context)), uid: args.positional(0) }, { signal })
  await out.result(booking, () => bookingText(booking))
  return 0
}

export const exportBookings: CommandRun = async context => {
  const { args, signal, out } = context
  const { bookings } = await context.client()
  const store = await storeOf(context)
  const times = await timesOf(context, store)
  const [uid, start, end] = [args.positionals[0], times.of('from'), times.of('to')]
  const document = await bookings.export(
    {
      ...store,
      ...{ resources: args.list('resource'), mine: args.has('mine') },
      ...{ ...(uid !== undefined && { uid }), ...(start && { start }), ...(end && { end }) }
    },
    { signal }
  )
  await out.result(document, () => document.text)
  return 0
}

export const importBookings: CommandRun = async context => {
  const { args, signal, out } = context
  const { bookings } = await context.client()
  const input = {
    ...(await storeOf(context)),
    text: await textInput(context, context.args.positional(1), { what: 'a calendar', most: longestCalendar }),
    resource: args.positional(0)
  }
  const result = await bookings.import(input, { signal })
  const { added, unchanged, refused } = result
  await out.result(result, () => `${added.length} taken over, ${unchanged} unchanged, ${refused.length} refused.\n`)
  const [first] = refused.flatMap(({ refusals }) => refusals)
  if (!first) return 0
  const code = added.length > 0 ? 'partial' : 'rule'
  await out.failure(new Failure(code, `${refused.length} refused. First: ${first.message}`, { rule: first.rule }))
  return exitStatusOf(code)
}

export const reportUse: CommandRun = async context => {
  const { args, signal, out } = context
  if (args.has('csv') && out.json) throw new Failure('usage', '--csv does not go with --json.')
  const { bookings } = await context.client()
  const rows = await bookings.report(await stretchOf(context, '1970-01-01T00:00:00.000Z'), { signal })
  if (args.has('csv')) await out.write(usageCsv(rows))
  else await out.result(rows, () => reportTable(rows))
  return 0
}

export const showLog: CommandRun = async context => {
  const { args, signal, out } = context
  const { bookings } = await context.client()
  const wanted = args.list('act')
  const acts = logActs.filter(act => wanted.includes(act))
  const strange = wanted.find(act => !logActs.some(known => known === act))
  if (strange !== undefined)
    throw new Failure('usage', `--act cannot be "${strange}".`, { hint: `It is one of ${logActs.join(', ')}.` })
  const store = await storeOf(context)
  const times = await timesOf(context, store)
  const [start, end] = [times.of('from'), times.of('to')]
  const entries = await bookings.log(
    {
      ...store,
      ...{ acts, limit: args.whole('limit', 1, 10_000) ?? 100 },
      ...{ ...(start && { start }), ...(end && { end }) }
    },
    { signal }
  )
  await out.result(entries, () => logTable(entries))
  return 0
}
