/** `farscope book add|move|edit|cancel|approve`. */
import { type BookedPerson, type Booking, bookedPersonSchema } from '@contract/booking'
import { type BookingChange, type BookingPlan, type SeriesScope, seriesScopeSchema } from '@contract/bookings'
import { bookingOf } from '@domain/bookings/plan'
import { inScope } from '@domain/bookings/series'
import { Failure } from '@domain/failure'
import type { Arguments } from '../arguments'
import { type InStore, storeOf } from '../booking-store'
import { bookingText, planText } from '../booking-text'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { facilityTimes } from '../facility-times'
import { safeText } from '../text'

const [firstInstant, lastInstant] = ['0001-01-01T00:00:00.000Z', '9999-12-31T00:00:00.000Z'] as const

/** `USER:ROLE`, with `/control`, `/view` or `/none` for the display. */
function personOf(text: string): BookedPerson {
  const at = text.lastIndexOf(':')
  const [role, display] = text.slice(at + 1).split('/')
  const parsed = bookedPersonSchema.safeParse({
    ...{ user: at < 0 ? '' : text.slice(0, at), role },
    ...(display !== undefined && { display })
  })
  if (parsed.success) return parsed.data
  throw new Failure('usage', `--people cannot have "${text}".`, {
    hint: 'Write USER:ROLE, for instance ann:operator,ben:collaborator; roles: operator, collaborator, researcher, staff.'
  })
}

const peopleOf = (args: Arguments): BookedPerson[] | undefined =>
  args.has('people') ? args.list('people').map(personOf) : undefined

function scopeOf(args: Arguments): SeriesScope {
  const parsed = seriesScopeSchema.safeParse(args.text('scope') ?? 'one')
  return parsed.success ? parsed.data : 'one'
}

/** What is set of these; an option that is not given stays out. */
const given = <T extends object>(options: T): T =>
  // Only entries without a value are taken out, and all of them may be missing.
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T

/** The object of COMMAND's `book add`; of several bookings the first, with the others beside it. */
async function print({ out }: CommandContext, [first, ...also]: readonly Booking[], done: string): Promise<number> {
  if (!first) throw new Failure('internal', 'Nothing was booked, and nobody said why.')
  const document = also.length > 0 ? { ...first, also } : first
  await out.result(document, () => {
    const more = also.map(({ resource, start, end, uid }) => `also:  ${resource}  ${start}  ${end}  ${uid}\n`).join('')
    return `${done}\n${bookingText(first)}${more}`
  })
  return 0
}

async function printPlan({ out }: CommandContext, plan: BookingPlan): Promise<number> {
  await out.result(plan, () => planText(plan))
  return plan.bookings.some(({ refusals }) => refusals.length > 0) ? 1 : 0
}

export const addBooking: CommandRun = async context => {
  const { args, signal } = context
  const status = args.has('maintenance') ? ('blocked' as const) : undefined
  const store = await storeOf(context)
  const times = await facilityTimes(context, store, ['start', 'end'])
  const wish = given({
    ...{ resource: args.positional(0), start: times.needed('start'), end: times.needed('end') },
    ...{ title: args.text('title'), note: args.text('note'), account: args.text('account') },
    ...{ people: peopleOf(args), repeat: args.text('repeat'), status }
  })
  const { bookings } = await context.client()
  const input = { ...store, wish }
  if (args.has('dry-run')) return printPlan(context, await bookings.planAdd(input, { signal }))
  return print(context, await bookings.add({ ...input, skip: args.has('skip') }, { signal }), 'Booked.')
}

async function change(context: CommandContext, wanted: BookingChange): Promise<number> {
  const { args, signal } = context
  if (Object.keys(wanted).length === 0)
    throw new Failure('usage', 'Nothing is to change.', { hint: 'See the options with --help.' })
  const { bookings } = await context.client()
  const input = { ...(await storeOf(context)), uid: args.positional(0), change: wanted, scope: scopeOf(args) }
  if (args.has('dry-run')) return printPlan(context, await bookings.planChange(input, { signal }))
  return print(context, await bookings.change(input, { signal }), 'Changed.')
}

/** With a begin alone all of it moves: its length stays. */
export const moveBooking: CommandRun = async context => {
  const { args, signal } = context
  const store = await storeOf(context)
  const times = await facilityTimes(context, store, ['start', 'end'])
  const start = times.of('start')
  let end = times.of('end')
  if (start !== undefined && end === undefined) {
    const { bookings } = await context.client()
    const known = await bookings.show({ ...store, uid: args.positional(0) }, { signal })
    end = new Date(Date.parse(start) + Date.parse(known.end) - Date.parse(known.start)).toISOString()
  }
  return change(context, given({ start, end, resource: args.text('resource') }))
}

export const editBooking: CommandRun = context => {
  const { args } = context
  const words = { title: args.text('title'), note: args.text('note'), handOver: args.text('hand-over') }
  return change(context, given({ ...words, account: args.text('account'), people: peopleOf(args) }))
}

const scopeWords: Readonly<Record<SeriesScope, string>> = {
  one: 'the booking',
  following: 'the booking and those of its series that follow',
  all: 'the whole series of the booking'
}

/** Dates of the series that would go; what is linked to each goes with it and is not counted. */
async function countInScope({ client, signal }: CommandContext, store: InStore, uid: string, scope: SeriesScope) {
  const { bookings } = await client()
  const calendar = await bookings.calendar({ ...store, from: firstInstant, to: lastInstant }, { signal })
  const now = new Date(Date.now() + calendar.clockOffsetMs).toISOString()
  return inScope(bookingOf(calendar.bookings, uid), scope, calendar.bookings, now).length
}

/** A script that cancels many says how many, so that none goes that it did not mean. */
function mustBeExpected({ args, interactive }: CommandContext, count: number): void {
  const expected = args.whole('expect', 0, Number.MAX_SAFE_INTEGER)
  const refuse = (message: string, hint: string): never => {
    throw new Failure('confirmation-required', message, { hint })
  }
  const would = `${count} ${count === 1 ? 'booking' : 'bookings'} would be cancelled`
  if (expected !== undefined && expected !== count)
    refuse(`${would}, not ${expected}.`, 'See which with farscope book list; nothing was cancelled.')
  if (count > 1 && expected === undefined && !interactive)
    refuse(`${would}.`, `Add --expect ${count} if that is what you want; nothing was cancelled.`)
}

export const cancelBooking: CommandRun = async context => {
  const { args, signal } = context
  const scope = scopeOf(args)
  const store: InStore = await storeOf(context)
  const uid = args.positional(0)
  const { bookings } = await context.client()
  const count = scope === 'one' ? 1 : await countInScope(context, store, uid, scope)
  mustBeExpected(context, count)
  const many = count === 1 ? '' : ` (${count} bookings)`
  await context.confirm(`Cancel ${scopeWords[scope]} ${safeText(uid)}${many}?`)
  const reason = args.text('reason') ?? ''
  return print(context, await bookings.cancel({ ...store, uid, scope, reason }, { signal }), 'Cancelled.')
}

export const approveBooking: CommandRun = async context => {
  const { args, signal } = context
  const { bookings } = await context.client()
  const yes = !args.has('refuse')
  const scope = scopeOf(args)
  const answered = await bookings.approve(
    { ...(await storeOf(context)), uid: args.positional(0), yes, scope, reason: args.text('reason') ?? '' },
    { signal }
  )
  const one = answered.length === 1
  return print(context, answered, yes ? 'Approved.' : `Refused; ${one ? 'its slot is' : 'their slots are'} free.`)
}
