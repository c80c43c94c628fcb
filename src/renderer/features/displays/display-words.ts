/** How displays are told of. */
import type { Display, DisplayKind, DisplayWay, OneDisplay } from '@contract/display'
import type { State } from '../../ui/state-mark'

export const kindWords: Readonly<Record<DisplayKind, string>> = {
  dcv: 'DCV',
  fastx: 'FastX',
  vnc: 'VNC',
  command: 'Facility'
}

/** What each way is, where one is chosen. */
export const wayWords: Readonly<Record<DisplayWay, { readonly label: string; readonly hint: string }>> = {
  inside: { label: 'Inside Farscope', hint: 'In a tab of this room.' },
  native: { label: 'Its own program', hint: 'The client that is installed on this computer.' },
  web: {
    label: 'In the browser',
    hint: 'Its web page, through the connection of Farscope, with its certificate checked.'
  },
  external: {
    label: 'A VNC viewer',
    hint: 'One that is installed on this computer, through the connection of Farscope.'
  }
}

/** Ways that a kind has; the first is the usual one. */
export function waysOf(kind: DisplayKind): readonly DisplayWay[] {
  if (kind === 'vnc') return ['inside', 'external']
  return kind === 'command' ? ['web'] : ['native', 'web']
}

const marks: Readonly<Record<Display['state'], { readonly mark: State; readonly word: string }>> = {
  starting: { mark: 'starting', word: 'starting' },
  ready: { mark: 'running', word: 'ready' },
  closing: { mark: 'paused', word: 'closing' },
  ended: { mark: 'cancelled', word: 'ended' }
}

export const stateOf = ({ state }: Pick<Display, 'state'>): { readonly mark: State; readonly word: string } =>
  marks[state]

/** Its name, else its id. */
export const nameOf = ({ name, id, kind }: Pick<Display, 'name' | 'id' | 'kind'>): string =>
  name || `${kindWords[kind]} ${id}`

/** Unique among all sites. */
export const keyOf = ({ kind, site, host, id }: OneDisplay): string => JSON.stringify([kind, site, host, id])

export const oneOf = ({ kind, site, host, id }: OneDisplay): OneDisplay => ({ kind, site, host, id })

/** Why it cannot be opened now; undefined when it can be tried. */
export function openTrouble(display: Display): string | undefined {
  if (display.cannot.open !== undefined) return display.cannot.open
  if (display.state === 'ended') return display.message || 'It has ended.'
  return display.state === 'closing' ? 'It is being closed.' : undefined
}
