/** What the form of a site's display sources holds, and the sources that come out of it. */
import {
  type DisplayCommand,
  type DisplaySources,
  displaySourcesSchema,
  type Site,
  type SiteView
} from '@contract/sites'
import type { WrongField } from './use-draft'

export interface SourcesDraft {
  readonly url: string
  readonly clientId: string
  /** Typed anew; empty: as it was. It is never part of the site. */
  readonly secret: string
  readonly owner: string
  readonly reach: 'either' | 'link' | 'direct'
  readonly fingerprint: string
  /** Several with commas or lines between. */
  readonly serverFingerprints: string
  /** `host` or `host:port`. */
  readonly gateway: string
  readonly requirements: string
  readonly fastxList: string
  readonly fastxTerminate: string
  readonly fastxPort: number | undefined
  /** One a line: `Name: command`. */
  readonly commands: string
}

export function draftOfSources({ dcvBroker: broker, fastx, commands = [] }: DisplaySources): SourcesDraft {
  return {
    ...{ url: broker?.url ?? '', clientId: broker?.clientId ?? '', secret: '', owner: broker?.owner ?? '' },
    ...{ reach: broker?.reach ?? 'either', fingerprint: broker?.fingerprint ?? '' },
    serverFingerprints: (broker?.serverFingerprints ?? []).join('\n'),
    gateway: broker?.gateway ? gatewayText(broker.gateway) : '',
    requirements: broker?.requirements ?? '',
    ...{ fastxList: fastx?.list ?? '', fastxTerminate: fastx?.terminate ?? '', fastxPort: fastx?.port },
    commands: commands.map(({ name, command }) => `${name}: ${command}`).join('\n')
  }
}

const gatewayText = ({ host, port }: { host: string; port: number }): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`

export type SourcesResult =
  | { readonly ok: true; readonly sources: DisplaySources }
  | ({ readonly ok: false } & WrongField<SourcesDraft>)

/** The sources of a draft, or the first field that is wrong. */
export function sourcesOfDraft(draft: SourcesDraft): SourcesResult {
  const refuse = (field: keyof SourcesDraft, message: string): SourcesResult => ({ ok: false, field, message })
  const gateway = gatewayOf(draft.gateway)
  if (gateway === null) return refuse('gateway', 'It is not of the form host:port.')
  const broker = {
    ...{ url: draft.url.trim(), clientId: draft.clientId.trim() },
    ...given('owner', draft.owner),
    ...(draft.reach !== 'either' && { reach: draft.reach }),
    ...given('fingerprint', draft.fingerprint),
    serverFingerprints: draft.serverFingerprints.split(/[\s,]+/).filter(Boolean),
    ...(gateway && { gateway }),
    ...given('requirements', draft.requirements)
  }
  const { url, ...besides } = broker
  const rest = Object.entries(besides).find(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== ''))
  if (url === '' && (rest || draft.secret !== '')) return refuse('url', 'The address of the broker is missing.')
  const fastx = {
    ...given('list', draft.fastxList),
    ...given('terminate', draft.fastxTerminate),
    ...(draft.fastxPort !== undefined && { port: draft.fastxPort })
  }
  const lines = draft.commands.split('\n').filter(line => line.trim() !== '')
  const parsed = displaySourcesSchema.safeParse({
    ...(url !== '' && { dcvBroker: broker }),
    ...(Object.keys(fastx).length > 0 && { fastx }),
    ...(lines.length > 0 && { commands: lines.map(commandOf) })
  })
  if (parsed.success) return { ok: true, sources: parsed.data }
  const [issue] = parsed.error.issues
  return refuse(fieldOf(issue?.path.map(String) ?? []), issue?.message ?? 'Not valid.')
}

const given = <K extends string>(key: K, text: string): Partial<Record<K, string>> => {
  // One key of the type's own name: the compiler does not follow a computed one.
  const one = { [key]: text.trim() } as Record<K, string>
  return text.trim() === '' ? {} : one
}

function commandOf(line: string): DisplayCommand {
  const [, name = '', command = ''] = /^([^:]*):(.*)$/.exec(line) ?? []
  return { name: name.trim(), command: command.trim() }
}

/** Undefined: empty. Null: it is none. */
function gatewayOf(text: string): { host: string; port: number } | undefined | null {
  if (text.trim() === '') return undefined
  const [, bracketed, name, port] = /^(?:\[([^\]\s]+)\]|([^\s:/[\]]+))(?::(\d{1,5}))?$/.exec(text.trim()) ?? []
  const host = bracketed ?? name
  return host === undefined ? null : { host, port: port === undefined ? 8443 : Number(port) }
}

function fieldOf([source, field]: readonly string[]): keyof SourcesDraft {
  if (source === 'commands') return 'commands'
  if (source === 'fastx') return field === 'port' ? 'fastxPort' : field === 'terminate' ? 'fastxTerminate' : 'fastxList'
  const own = ['clientId', 'owner', 'fingerprint', 'serverFingerprints', 'gateway', 'requirements'] as const
  return own.find(one => one === field) ?? 'url'
}

/** The stored site with these sources; without any they are left out. */
export function withSources({ demo: _demo, displays: _displays, ...site }: SiteView, sources: DisplaySources): Site {
  return Object.keys(sources).length === 0 ? site : { ...site, displays: sources }
}

/** What a site has, in one line. */
export function sourcesWords({ dcvBroker, fastx, commands = [] }: DisplaySources): string {
  const words = [
    dcvBroker && `DCV broker at ${new URL(dcvBroker.url).host}`,
    fastx && (fastx.list || fastx.terminate ? 'lines of the facility for FastX' : `FastX at port ${fastx.port}`),
    commands.length > 0 && `desktops by a line: ${commands.map(({ name }) => name).join(', ')}`
  ].filter(Boolean)
  return words.length > 0 ? words.join(' · ') : 'The commands on the display host.'
}
