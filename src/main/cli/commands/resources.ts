/** `farscope resources init|list|check`. */
import type { ResourcesView } from '@contract/bookings'
import type { BookingStore } from '@contract/resources'
import { Failure } from '@domain/failure'
import { storeOf } from '../booking-store'
import { problemsText, resourcesTable } from '../booking-text'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { exitStatusOf } from '../exit-status'
import { fields } from '../text'

function viewText(view: ResourcesView): string {
  const { file, user } = view
  return fields([
    ['resources', file.resources.map(({ name }) => name).join(', ')],
    ['time zone', file.timeZone],
    ['administrators', file.administrators.join(', ')],
    ['you are', user]
  ])
}

export const initResources: CommandRun = async context => {
  const { args, signal, out } = context
  const [resource, timeZone] = [args.text('resource'), args.text('timezone')]
  if (resource === undefined || timeZone === undefined)
    throw new Failure('usage', `The option --${resource === undefined ? 'resource' : 'timezone'} is missing.`, {
      hint: 'For instance --resource krios1 --timezone Europe/Berlin.'
    })
  const store = await storeOf(context, args.positional(0))
  const view = await (await context.client()).bookings.init({ ...store, resource, timeZone }, { signal })
  const note = await becomesItsSites(context, store.store)
  await out.result(view, () => viewText(view) + note)
  return 0
}

/** The first calendar that is made at a site is the one that the window shows for it. */
async function becomesItsSites(context: CommandContext, { site: name, folder }: BookingStore): Promise<string> {
  if (name === null) return ''
  const { sites } = await context.client()
  const { demo, ...site } = await sites.show({ name }, { signal: context.signal })
  if (demo || site.bookings !== undefined) return ''
  await sites.save({ site: { ...site, bookings: folder }, replace: true }, { signal: context.signal })
  return `It is the calendar of ${name} now; farscope site calendar says otherwise.\n`
}

export const listResources: CommandRun = async context => {
  const { args, signal, out } = context
  const store = await storeOf(context, args.positionals[0])
  const { file } = await (await context.client()).bookings.resources(store, { signal })
  await out.result(file.resources, () => resourcesTable(file))
  return 0
}

/** The exit status is 1 when something is wrong, so that a script notices. */
export const checkResources: CommandRun = async context => {
  const { args, signal, out } = context
  const store = await storeOf(context, args.positionals[0])
  const problems = await (await context.client()).bookings.check(store, { signal })
  await out.result(problems, () => problemsText(problems) || 'Nothing is wrong.\n')
  return problems.length === 0 ? 0 : exitStatusOf('corrupt')
}
