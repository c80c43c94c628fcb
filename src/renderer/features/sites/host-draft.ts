/** What the form of one host holds, and the host that comes out of it. */
import { type HostRole, type SiteHost, type SiteView, siteHostSchema, siteSchema } from '@contract/sites'
import { parseJump } from './site-draft'

export interface HostDraft {
  name: string
  host: string
  port: number | undefined
  user: string
  identityFiles: string
  jumps: string
  roles: readonly HostRole[]
}

export const emptyHostDraft: HostDraft = {
  name: '',
  host: '',
  port: undefined,
  user: '',
  identityFiles: '',
  jumps: '',
  roles: []
}

/** A jump host as people write it; its key file is kept beside it, for it has no place in the line. */
function jumpText({ user, host, port }: SiteHost['jumps'][number]): string {
  const address = host.includes(':') ? `[${host}]` : host
  return `${user === undefined ? '' : `${user}@`}${address}${port === undefined ? '' : `:${port}`}`
}

export function draftOfHost(host: SiteHost): HostDraft {
  return {
    name: host.name,
    host: host.host,
    port: host.port,
    user: host.user ?? '',
    identityFiles: host.identityFiles.join(', '),
    jumps: host.jumps.map(jumpText).join(', '),
    roles: host.roles
  }
}

export type HostDraftResult = { ok: true; host: SiteHost } | { ok: false; field: keyof HostDraft; message: string }

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')

/** The host of a draft, or the first field that is wrong. `before`: what is edited; it keeps what the form does not show. */
export function hostOfDraft(draft: HostDraft, before?: SiteHost): HostDraftResult {
  const typed = listOf(draft.jumps).map(parseJump)
  const wrong = typed.indexOf(null)
  if (wrong >= 0)
    return { ok: false, field: 'jumps', message: `Jump host ${wrong + 1} is not of the form user@host:port.` }
  const jumps = typed.map(jump => {
    const known = before?.jumps.find(old => jump !== null && jumpText(old) === jumpText(jump))
    return known ?? jump
  })
  const parsed = siteHostSchema.safeParse({
    name: draft.name.trim(),
    host: draft.host.trim(),
    ...(draft.port !== undefined && { port: draft.port }),
    ...(draft.user.trim() && { user: draft.user.trim() }),
    identityFiles: listOf(draft.identityFiles),
    jumps,
    roles: draft.roles,
    hostKeys: before?.hostKeys ?? []
  })
  if (parsed.success) return { ok: true, host: parsed.data }
  const [issue] = parsed.error.issues
  const first = String(issue?.path[0] ?? 'host')
  const field = first === 'name' || first === 'port' || first === 'user' ? first : 'host'
  return { ok: false, field, message: issue?.message ?? 'Not valid.' }
}

/** The stored site with one host put in the place of another. */
export function withHost({ demo: _demo, ...site }: SiteView, host: SiteHost) {
  return siteSchema.parse({ ...site, hosts: site.hosts.map(old => (old.name === host.name ? host : old)) })
}
