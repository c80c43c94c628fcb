/** What the form of a site holds, and the site that comes out of it. */
import { type HostRole, type Jump, type Site, type SshConfigView, siteSchema } from '@contract/sites'

export interface SiteDraft {
  name: string
  host: string
  port: number | undefined
  user: string
  identityFile: string
  /** Jump hosts, nearest first: `[user@]host[:port]`, commas between. */
  jumps: string
}

export const emptyDraft: SiteDraft = { name: '', host: '', port: undefined, user: '', identityFile: '', jumps: '' }

/** One jump host as people write it; null when it is not one. IPv6 addresses stand in brackets. */
export function parseJump(text: string): Jump | null {
  const match = /^(?:([^@\s]+)@)?(\[[0-9a-fA-F:.]+\]|[^:@\s[\]]+)(?::(\d{1,5}))?$/.exec(text.trim())
  const host = match?.[2]?.replace(/^\[|\]$/g, '')
  if (!host) return null
  const port = match?.[3] === undefined ? undefined : Number(match[3])
  return { host, identityFiles: [], ...(match?.[1] && { user: match[1] }), ...(port !== undefined && { port }) }
}

export type DraftResult = { ok: true; site: Site } | { ok: false; field: keyof SiteDraft; message: string }

/** The site of a draft, or the first field that is wrong and what would be right. */
export function siteOfDraft(draft: SiteDraft): DraftResult {
  const jumps = draft.jumps
    .split(',')
    .filter(part => part.trim() !== '')
    .map(parseJump)
  const wrong = jumps.indexOf(null)
  if (wrong >= 0)
    return { ok: false, field: 'jumps', message: `Jump host ${wrong + 1} is not of the form user@host:port.` }
  if (!draft.host.trim())
    return { ok: false, field: 'host', message: 'A host name, an address or an alias of ~/.ssh/config.' }
  const parsed = siteSchema.safeParse({
    version: 1,
    name: draft.name.trim() || draft.host.trim(),
    hosts: [
      {
        name: 'main',
        host: draft.host.trim(),
        ...(draft.port !== undefined && { port: draft.port }),
        ...(draft.user.trim() && { user: draft.user.trim() }),
        identityFiles: draft.identityFile.trim() ? [draft.identityFile.trim()] : [],
        jumps
      }
    ]
  })
  if (parsed.success) return { ok: true, site: parsed.data }
  const [issue] = parsed.error.issues
  const last = String(issue?.path.at(-1) ?? 'host')
  const field = last === 'name' || last === 'port' || last === 'user' || last === 'host' ? last : 'host'
  return {
    ok: false,
    field,
    message: issue?.message ?? 'Not valid.'
  }
}

/** A host of the user's SSH configuration that becomes a host of the new site. */
export interface ChosenHost {
  alias: string
  role: HostRole
}

/** A site made of aliases: everything else stays in ~/.ssh/config and is read there at each connection. */
export function siteOfAliases(name: string, chosen: readonly ChosenHost[]): Site | null {
  const hosts = chosen.map(({ alias, role }, index) => ({
    name: index === 0 ? 'main' : hostName(alias),
    host: alias,
    roles: [role]
  }))
  const parsed = siteSchema.safeParse({ version: 1, name, hosts })
  return parsed.success ? parsed.data : null
}

/** An alias in the letters that a host name of ours may have. */
function hostName(alias: string): string {
  return (
    alias
      .replace(/[^A-Za-z0-9._-]/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 63) || 'host'
  )
}

/** The name that most of the chosen hosts have in common: the domain's, or the first alias. */
export function suggestedName(view: SshConfigView, chosen: readonly ChosenHost[]): string {
  const [first] = chosen
  const host = view.hosts.find(({ alias }) => alias === first?.alias)
  const labels = host?.host.split('.') ?? []
  const isAddress = /^[\d.:]+$/.test(host?.host ?? '')
  return (!isAddress && labels.length >= 3 ? labels.at(-2) : first?.alias)?.replace(/[^A-Za-z0-9._-]/g, '-') ?? ''
}
