/** `farscope site add|host|calendar|list|show|remove`. */
import { type HostRole, hostRoleSchema, type SiteHost, type SiteView, siteHostSchema } from '@contract/sites'
import { Failure } from '@domain/failure'
import { z } from 'zod'
import type { Arguments } from '../arguments'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { parseJump } from '../jump-option'
import { fields, safeText, table } from '../text'

export const addSite: CommandRun = async context => {
  const name = context.args.positional(0)
  const site = { version: 1 as const, name, hosts: [readHost('main', context.args)] }
  const view = await (await context.client()).sites.save({ site }, { signal: context.signal })
  await context.out.result(view, () => `Added site ${name}.\n${siteText(view)}`)
  return 0
}

export const addHost: CommandRun = async context => {
  const { args, signal } = context
  const host = readHost(args.positional(1), args)
  const view = await (await context.client()).sites.addHost({ site: args.positional(0), host }, { signal })
  await context.out.result(view, () => siteText(view))
  return 0
}

export const removeHost: CommandRun = async context => {
  const { args, signal } = context
  const input = { site: args.positional(0), host: args.positional(1) }
  const view = await (await context.client()).sites.removeHost(input, { signal })
  await context.out.result(view, () => siteText(view))
  return 0
}

export const siteCalendar: CommandRun = async context => {
  const { args, signal, out } = context
  const [, path] = args.positionals
  const { demo, bookings: known, ...site } = await showNamed(context)
  const bookings = args.has('none') ? undefined : (path ?? known)
  const next = { ...site, ...(bookings !== undefined && { bookings }) }
  const view =
    bookings === known
      ? { ...next, demo }
      : await (await context.client()).sites.save({ site: next, replace: true }, { signal })
  await out.result(view, () =>
    view.bookings === undefined ? `${site.name} has no calendar.\n` : `${site.name}:${safeText(view.bookings)}\n`
  )
  return 0
}

export const listSites: CommandRun = async context => {
  const sites = await (await context.client()).sites.list(undefined, { signal: context.signal })
  await context.out.result(sites, () => (sites.length === 0 ? noSites : sitesTable(sites)))
  return 0
}

export const showSite: CommandRun = async context => {
  const view = await showNamed(context)
  await context.out.result(view, () => siteText(view))
  return 0
}

export const removeSite: CommandRun = async context => {
  const name = context.args.positional(0)
  await (await context.client()).sites.remove({ name }, { signal: context.signal })
  await context.out.result({ removed: name }, () => `Removed site ${name}.\n`)
  return 0
}

async function showNamed(context: CommandContext): Promise<SiteView> {
  return (await context.client()).sites.show({ name: context.args.positional(0) }, { signal: context.signal })
}

const noSites = 'No sites yet. Add one: farscope site add NAME --host HOST, or try farscope demo.\n'

/** The host that the options of `site add` and `site host add` describe; `usage` naming the option at fault. */
function readHost(name: string, args: Arguments): SiteHost {
  const host = args.text('host')
  if (host === undefined)
    throw new Failure('usage', 'The option --host is missing.', { hint: 'Write --host with a host name or address.' })
  const port = args.whole('port', 1, 65_535)
  const user = args.text('user')
  const parsed = siteHostSchema.safeParse({
    name,
    host,
    ...(port !== undefined && { port }),
    ...(user !== undefined && { user }),
    identityFiles: [...args.all('identity')],
    jumps: args.all('jump').map(parseJump),
    roles: readRoles(args)
  })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = String(issue?.path[0] ?? 'host')
  const shown = field === 'name' ? `The name "${name}"` : `The option --${field}`
  throw new Failure('usage', `${shown} is not valid: ${issue?.message ?? 'unreadable'}.`, {
    hint: 'See farscope site add --help.'
  })
}

function readRoles(args: Arguments): HostRole[] {
  const parsed = z.array(hostRoleSchema).safeParse(args.list('role'))
  if (parsed.success) return [...new Set(parsed.data)]
  throw new Failure('usage', `--role cannot be "${args.list('role').join(',')}".`, {
    hint: `--role is a list of: ${hostRoleSchema.options.join(', ')}.`
  })
}

function address(host: SiteHost): string {
  const name = host.host.includes(':') ? `[${host.host}]` : host.host
  return `${host.user ? `${host.user}@` : ''}${name}${host.port ? `:${host.port}` : ''}`
}

function sitesTable(sites: readonly SiteView[]): string {
  return table(sites, [
    { title: 'SITE', cell: site => (site.demo ? `${site.name} (demo)` : site.name) },
    { title: 'HOSTS', cell: site => site.hosts.map(address).join(', ') },
    { title: 'LABEL', cell: site => site.label ?? '' }
  ])
}

function siteText(site: SiteView): string {
  const heading = fields([
    ['site', site.demo ? `${site.name} (demo)` : site.name],
    ['label', site.label]
  ])
  const hosts = table(site.hosts, [
    { title: 'HOST', cell: host => host.name },
    { title: 'ADDRESS', cell: address },
    { title: 'ROLES', cell: host => host.roles.join(',') || '-' },
    { title: 'VIA', cell: host => host.jumps.map(jump => jump.host).join(' > ') || '-' },
    { title: 'KEYS', cell: host => host.identityFiles.join(',') || '-' }
  ])
  return `${heading}${hosts}`
}
