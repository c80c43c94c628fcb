/** A connection in the words of the window. Pure: the clock comes in. */
import type { ConnectionView } from '@contract/sites'
import { countOf, formatBytes, formatDuration, unknown } from '../../../ui/format'
import type { State } from '../../../ui/state-mark'

export interface LinkState {
  readonly mark: State
  readonly words: string
}

const states: Readonly<Record<ConnectionView['state'], LinkState>> = {
  connecting: { mark: 'starting', words: 'connecting' },
  connected: { mark: 'running', words: 'connected' },
  lost: { mark: 'warning', words: 'link lost' },
  failed: { mark: 'failed', words: 'not connected' },
  closed: { mark: 'waiting', words: 'not connected' }
}

/** Undefined: nobody has connected this host yet. One that is dialled again is lost, also after a try that failed. */
export function linkState(view: ConnectionView | undefined): LinkState {
  if (view?.state === 'failed' && view.retry) return states.lost
  return states[view?.state ?? 'closed']
}

const secondsSince = (instant: string, now: number): number => Math.max(0, (now - Date.parse(instant)) / 1000)

/** `connected for 12 min`, `link lost 9 s ago`. `now`: milliseconds since 1970. */
export function stateSentence(view: ConnectionView | undefined, now: number): string {
  const { words } = linkState(view)
  if (!view || view.state === 'closed') return words
  const span = formatDuration(secondsSince(view.since, now))
  return view.state === 'connected' || view.state === 'connecting' ? `${words} for ${span}` : `${words} ${span} ago`
}

/** When it is dialled again by itself: `Trying again in 6 s (try 3).` */
export function retrySentence({ retry, needsPerson }: ConnectionView, now: number): string {
  if (retry) {
    const left = Math.ceil((Date.parse(retry.at) - now) / 1000)
    return left > 0
      ? `Trying again in ${formatDuration(left)} (try ${retry.attempt}).`
      : `Trying now (try ${retry.attempt}).`
  }
  return needsPerson ? 'Logging in needs you, so it is not tried by itself.' : 'It is not tried again by itself.'
}

/** `jump@bastion, then cryo@login1:2222`: the way there; the usual port is left out. */
export function wayText(hops: ConnectionView['hops']): string {
  if (hops.length === 0) return unknown
  return hops
    .map(({ user, host, port }) => {
      const address = host.includes(':') ? `[${host}]` : host
      return `${user}@${address}${port === 22 ? '' : `:${port}`}`
    })
    .join(', then ')
}

const kindWords: Readonly<Record<keyof ConnectionView['channelKinds'], readonly [string, string]>> = {
  terminal: ['terminal', 'terminals'],
  sftp: ['for files', 'for files'],
  exec: ['command', 'commands'],
  tunnel: ['through tunnels', 'through tunnels']
}

/** Sessions that the server counts, of its limit; connections through tunnels count for nothing there. */
export function channelsText({ channels, channelKinds, channelLimit }: ConnectionView): string {
  const kinds = (['terminal', 'sftp', 'exec', 'tunnel'] as const)
    .filter(kind => channelKinds[kind] > 0)
    .map(kind => `${channelKinds[kind]} ${kindWords[kind][channelKinds[kind] === 1 ? 0 : 1]}`)
  const sessions = channels - channelKinds.tunnel
  const all = channelLimit === null ? `${channels} open, no limit met` : `${sessions} of ${channelLimit} sessions`
  return kinds.length > 0 ? `${all}: ${kinds.join(', ')}` : all
}

export function bytesText({ bytesIn, bytesOut }: Pick<ConnectionView, 'bytesIn' | 'bytesOut'>): string {
  return `${formatBytes(bytesIn)} in, ${formatBytes(bytesOut)} out`
}

export function loginsText({ logins, needsPerson, further }: ConnectionView): string {
  const times = countOf(logins, 'time')
  const person = needsPerson ? '; the last one asked you' : ''
  return `${times} by this Farscope${person}${further > 0 ? `; ${countOf(further, 'further link')} for transfers and shells` : ''}`
}
