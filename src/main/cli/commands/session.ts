/** `farscope session now|start|extend|end|hand-over|ask-control|refuse-control|no-show|undo`. */
import { type Session, sessionStepSchema } from '@contract/sessions'
import { Failure } from '@domain/failure'
import { chosenSession, cockpitOf } from '../chosen-session'
import { cockpitText } from '../cockpit-text'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { exitStatusOf } from '../exit-status'
import type { ChangedSession } from '../schema-documents'
import { sessionsTable, sessionText } from '../session-text'

async function print({ out }: CommandContext, session: Session): Promise<number> {
  const { resource: _resource, people: _people, names: _names, before: _before, next: _next, ...changed } = session
  await out.result(changed satisfies ChangedSession, () => sessionText(session, Date.now()))
  return 0
}

/**
 * What is wrong with the calendars of which nothing is known after all were asked; null: nothing. `none`: of no calendar
 * anything is known, as there is none (`not-found`), or as none could be read.
 */
async function unreadCalendars(context: CommandContext): Promise<{ failure: Failure; none: boolean } | null> {
  const { signal } = context
  const { bookings } = await context.client()
  const stores = await bookings.stores(undefined, { signal })
  const at = new Date().toISOString()
  const failures = await Promise.all(
    stores
      .filter(({ exists }) => exists !== true)
      .map(({ store }) =>
        bookings.calendar({ store, from: at, to: at }, { signal }).then(
          () => null,
          (thrown: unknown) => Failure.from(thrown)
        )
      )
  )
  const unread = failures.filter(failure => failure !== null)
  const none = unread.length === stores.length
  const broken = unread.find(({ code }) => code !== 'not-found')
  if (broken) return { failure: broken, none }
  return none ? { failure: noCalendar(), none } : null
}

const noCalendar = (): Failure =>
  new Failure('not-found', 'There is no calendar: no site names one that is there, and this computer has none.', {
    hint: 'Name the one of a site with farscope site calendar, or make one with farscope resources init.'
  })

export const listSessions: CommandRun = async context => {
  const { args, out } = context
  const all = await cockpitOf(context)
  // One that is named says itself what is wrong with it.
  const unread = args.has('store') ? null : await unreadCalendars(context)
  if (unread?.none) throw unread.failure
  const [only] = all
  await out.result(all, () =>
    only && all.length === 1
      ? `${sessionText(only, Date.now())}${cockpitText(only, Date.now())}`
      : sessionsTable(all, Date.now()) + all.map(one => cockpitText(one, Date.now(), true)).join('')
  )
  if (!unread) return 0
  await out.failure(
    new Failure('partial', `A calendar could not be read, its sessions are not listed. ${unread.failure.message}`, {
      hint: unread.failure.hint
    })
  )
  return exitStatusOf('partial')
}

export const startSession: CommandRun = async context => {
  const one = await chosenSession(context, context.args.positionals[0])
  return print(context, await (await context.client()).sessions.start(one, { signal: context.signal }))
}

export const extendSession: CommandRun = async context => {
  const minutes = context.args.whole('minutes', 1, 100_000)
  if (minutes === undefined)
    throw new Failure('usage', 'The option --minutes is missing.', { hint: 'Write by how many: --minutes 60.' })
  const one = await chosenSession(context, context.args.positionals[0])
  return print(context, await (await context.client()).sessions.extend({ ...one, minutes }, { signal: context.signal }))
}

export const endSession: CommandRun = async context => {
  const one = await chosenSession(context, context.args.positionals[0])
  await context.confirm(`End the session ${one.uid} now?`)
  const handOver = context.args.text('note') ?? ''
  return print(context, await (await context.client()).sessions.end({ ...one, handOver }, { signal: context.signal }))
}

export const handOverSession: CommandRun = async context => {
  const to = context.args.text('to')
  if (to === undefined)
    throw new Failure('usage', 'The option --to is missing.', { hint: 'Write who takes over: --to USER.' })
  const one = await chosenSession(context, context.args.positionals[0])
  const note = context.args.text('note') ?? ''
  const { sessions } = await context.client()
  return print(context, await sessions.handOver({ ...one, to, note }, { signal: context.signal }))
}

export const askControl: CommandRun = async context => {
  const one = await chosenSession(context, context.args.positionals[0])
  const message = context.args.text('message') ?? ''
  const { sessions } = await context.client()
  return print(context, await sessions.askControl({ ...one, message }, { signal: context.signal }))
}

export const refuseControl: CommandRun = async context => {
  const user = context.args.text('user')
  if (user === undefined)
    throw new Failure('usage', 'The option --user is missing.', { hint: 'Write whose request it is: --user USER.' })
  const one = await chosenSession(context, context.args.positionals[0])
  const message = context.args.text('message') ?? ''
  const { sessions } = await context.client()
  return print(context, await sessions.refuseControl({ ...one, user, message }, { signal: context.signal }))
}

export const sessionNoShow: CommandRun = async context => {
  const one = await chosenSession(context, context.args.positionals[0])
  await context.confirm(`Log that nobody came to the session ${one.uid}, and free the rest of it?`)
  return print(context, await (await context.client()).sessions.noShow(one, { signal: context.signal }))
}

export const undoStep: CommandRun = async context => {
  const step = sessionStepSchema.shape.step.safeParse(context.args.text('step'))
  if (!step.success)
    throw new Failure('usage', 'The option --step is missing.', { hint: 'Write which: --step armed, folder or watch.' })
  const one = await chosenSession(context, context.args.positionals[0])
  const { sessions } = await context.client()
  return print(context, await sessions.undo({ ...one, step: step.data }, { signal: context.signal }))
}
