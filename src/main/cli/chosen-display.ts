/** Which display a command means: options and arguments of `farscope display …`. */
import type { Display, DisplayKind } from '@contract/display'
import type { DisplayList } from '@contract/displays'
import { Failure } from '@domain/failure'
import { displayKindNames } from './catalogue/display-commands'
import type { CommandContext } from './context'

/** The parser has checked the choices; what it is not is not there. */
export const oneOf = <T extends string>(names: readonly T[], text: string | undefined): T | undefined =>
  names.find(name => name === text)

/** `--kind`. */
export const kindOf = ({ args }: CommandContext): DisplayKind | undefined => oneOf(displayKindNames, args.text('kind'))

/** What is at the site of the first argument, of the kind that is named or of all. */
export async function displaysOf(context: CommandContext): Promise<DisplayList> {
  const { args, signal } = context
  const kind = kindOf(context)
  return (await context.client()).displays.list({ site: args.positional(0), kinds: kind ? [kind] : [] }, { signal })
}

/** The one with this id, or the only one; `not-found` and `usage` name what is there. */
export async function chosenDisplay(context: CommandContext): Promise<Pick<Display, 'kind' | 'site' | 'host' | 'id'>> {
  const { args } = context
  const [site, id] = [args.positional(0), args.positionals[1]]
  const [kind, host] = [kindOf(context), args.text('host')]
  if (id !== undefined && kind && host !== undefined) return { kind, site, host, id }
  const list = await displaysOf(context)
  const found = list.displays.filter(one => (id === undefined || one.id === id) && (host ?? one.host) === one.host)
  const [first, ...others] = found
  if (first && others.length === 0) return first
  const names = list.displays.map(one => `${one.kind} ${one.host} ${one.id}`).join(', ')
  if (first)
    throw new Failure('usage', 'There are several displays that could be meant.', {
      hint: `Name one with its ID, --kind and --host: ${names}`
    })
  const problem = list.problems[0]
  if (problem && list.displays.length === 0) throw Failure.fromData(problem.error)
  throw new Failure('not-found', id === undefined ? `${site} has no display.` : `${site} has no display ${id}.`, {
    hint: names ? `There are: ${names}` : 'Make one with farscope display create.'
  })
}
