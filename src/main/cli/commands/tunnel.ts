/** `farscope tunnel …`: the saved tunnels of the sites. */
import type { TunnelView } from '@contract/tunnels'
import { Failure } from '@domain/failure'
import { nameForwards } from '@domain/tunnels/forward-spec'
import { tunnelText } from '@domain/tunnels/tunnel-text'
import type { FarscopeClient } from '../../client-type'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { fields, sizeText, table } from '../text'
import { forwardSpecs } from './forward'

export const listTunnels: CommandRun = async ({ args, client, out, signal }) => {
  const site = args.positionals[0]
  const all = await (await client()).tunnels.list(undefined, { signal })
  const chosen = all.filter(view => site === undefined || view.site === site)
  await out.result(chosen, () => (chosen.length === 0 ? 'No tunnels.\n' : tunnelsTable(chosen)))
  return 0
}

export const addTunnel: CommandRun = async ({ args, client, out, signal }) => {
  const [spec, ...further] = forwardSpecs(args)
  if (!spec || further.length > 0)
    throw new Failure('usage', 'A tunnel is one of -L, -R or -D.', { hint: 'See farscope tunnel add --help.' })
  const [site, name, host] = [args.positional(0), args.positional(1), args.text('host')]
  const start = args.has('with-connection') ? ('connection' as const) : ('hand' as const)
  const [plain] = nameForwards([spec])
  if (!plain) throw new Failure('internal', 'The tunnel has no form.')
  const tunnel = { ...plain, name, start, ...(host !== undefined && { host }) }
  const view = await (await client()).tunnels.save({ site, tunnel, replace: args.has('replace') }, { signal })
  await out.result(view, () => `Saved ${name}: ${tunnelText(site, view.tunnel, view.listening)}\n`)
  return 0
}

export const removeTunnel: CommandRun = async ({ args, client, out, signal }) => {
  const [site, name] = [args.positional(0), args.positional(1)]
  await (await client()).tunnels.remove({ site, name }, { signal })
  await out.result({ removed: name }, () => `Removed ${name}.\n`)
  return 0
}

export const startTunnel: CommandRun = async context => {
  const { args, out, signal } = context
  const view = await (await running(context)).tunnels.start(
    { site: args.positional(0), name: args.positional(1) },
    { signal }
  )
  await out.result(view, () => tunnelFields(view))
  return 0
}

export const stopTunnel: CommandRun = async context => {
  const { args, out, signal } = context
  const [site, name] = [args.positional(0), args.positional(1)]
  await (await running(context)).tunnels.stop({ site, name }, { signal })
  await out.result({ stopped: name }, () => `Stopped ${name}.\n`)
  return 0
}

/** An engine of this command would end with it, and the tunnel too. */
async function running(context: CommandContext): Promise<FarscopeClient> {
  if ((await context.door.find()) === null)
    throw new Failure('not-found', 'No window or farscope serve runs that could hold the tunnel.', {
      hint: 'Open the window first, or use farscope forward, which stays itself.'
    })
  return context.client()
}

/** For people; the bytes are those since it was started. */
export function tunnelsTable(views: readonly TunnelView[]): string {
  return table(views, [
    { title: 'SITE', cell: one => one.site },
    { title: 'NAME', cell: one => one.tunnel.name },
    { title: 'STATE', cell: one => one.state },
    { title: 'OPEN', right: true, cell: one => String(one.open) },
    { title: 'IN', right: true, cell: one => sizeText(one.bytesIn) },
    { title: 'OUT', right: true, cell: one => sizeText(one.bytesOut) },
    { title: 'TUNNEL', cell: one => tunnelText(one.site, one.tunnel, one.listening) },
    { title: 'ERROR', cell: one => one.error?.message ?? '' }
  ])
}

function tunnelFields({ site, tunnel, state, listening }: TunnelView): string {
  return fields([
    ['tunnel', tunnel.name],
    ['state', state],
    ['way', tunnelText(site, tunnel, listening)]
  ])
}
