/** `farscope forward`: tunnels that live as long as the command. */
import type { TunnelView } from '@contract/tunnels'
import { Failure } from '@domain/failure'
import { type ForwardSpec, nameForwards, parseForward } from '@domain/tunnels/forward-spec'
import { isLoopback, tunnelText } from '@domain/tunnels/tunnel-text'
import type { Arguments } from '../arguments'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { untilTold } from '../signals'
import { safeText } from '../text'

export const forward: CommandRun = async context => {
  const { args, signal } = context
  const specs = forwardSpecs(args)
  const host = args.text('host')
  if (specs.length === 0)
    throw new Failure('usage', 'No tunnel is named.', {
      hint: 'Give at least one -L, -R or -D; see farscope forward --help.'
    })
  const tunnels = nameForwards(specs).map(tunnel => ({ ...tunnel, ...(host !== undefined && { host }) }))
  const client = await context.client()
  const shown = new Map<string, string>()
  try {
    for await (const views of await client.tunnels.hold({ site: args.positional(0), tunnels }, { signal }))
      for (const view of views) await showChange(context, view, shown)
  } catch (thrown) {
    if (!signal.aborted) throw thrown
  }
  if (!signal.aborted) throw new Failure('unreachable', 'The engine of Farscope that held the tunnels has ended.')
  await untilTold(signal)
  return 0
}

/** All of `-L`, `-R` and `-D`; `usage` names the one that is wrong. */
export function forwardSpecs(args: Arguments): ForwardSpec[] {
  return (['local', 'remote', 'dynamic'] as const).flatMap(kind => args.all(kind).map(text => parseForward(kind, text)))
}

/** What counts as a change; bytes alone do not. */
const stateOf = ({ state, listening, error }: TunnelView): string => JSON.stringify([state, listening, error?.message])

async function showChange({ out }: CommandContext, view: TunnelView, shown: Map<string, string>): Promise<void> {
  const now = stateOf(view)
  if (shown.get(view.tunnel.name) === now) return
  shown.set(view.tunnel.name, now)
  if (out.json) await out.line(view)
  else await out.write(`${changeText(view)}\n`)
}

function changeText({ site, tunnel, state, listening, error }: TunnelView): string {
  const what = safeText(tunnelText(site, tunnel, listening))
  const why = error ? `: ${safeText(error.message)}` : ''
  if (state !== 'listening') return `${state}  ${what}${why}`
  const open = tunnel.kind === 'remote' || isLoopback(tunnel.listen.address) ? '' : ' (open to the network)'
  return `listening  ${what}${open}${why}`
}
