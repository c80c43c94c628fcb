/** `farscope book wait|unwait|ask|answer`: waiting for a slot, and asking the next user for time. */
import { storeOf } from '../booking-store'
import type { CommandRun } from '../command'
import { facilityTimes } from '../facility-times'
import { fields } from '../text'

export const waitForSlot: CommandRun = async context => {
  const { args, signal, out } = context
  const { bookings } = await context.client()
  const store = await storeOf(context)
  const times = await facilityTimes(context, store, ['start', 'end'])
  const slot = { resource: args.positional(0), start: times.needed('start'), end: times.needed('end') }
  const waiter = await bookings.wait({ ...store, ...slot, title: args.text('title') ?? '' }, { signal })
  await out.result(waiter, () =>
    fields([
      ['id', waiter.id],
      ['waits for', `${waiter.resource}  ${waiter.start}  ${waiter.end}`],
      ['offered until', waiter.offer?.until]
    ])
  )
  return 0
}

export const waitNoMore: CommandRun = async context => {
  const { args, signal, out } = context
  const id = args.positional(0)
  await (await context.client()).bookings.unwait({ ...(await storeOf(context)), id }, { signal })
  await out.result({ left: id }, () => 'You do not wait any more.\n')
  return 0
}

export const askForTime: CommandRun = async context => {
  const { args, signal, out } = context
  const { bookings } = await context.client()
  const minutes = args.whole('minutes', 1, 100_000) ?? 30
  const input = { ...(await storeOf(context)), uid: args.positional(0), minutes, message: args.text('message') ?? '' }
  const asked = await bookings.ask(input, { signal })
  await out.result(asked, () => `Asked ${asked.asked} for ${asked.minutes} minutes: ${asked.id}\n`)
  return 0
}

export const answerRequest: CommandRun = async context => {
  const { args, signal, out } = context
  const { bookings } = await context.client()
  const input = { ...(await storeOf(context)), id: args.positional(0), yes: !args.has('refuse') }
  const answered = await bookings.answer(input, { signal })
  await out.result(answered, () => `You said ${answered.answer} to ${answered.asks}.\n`)
  return 0
}
