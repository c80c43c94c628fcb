/** `farscope site import`: a facility.json, or the hosts of an ssh_config as sites of their own. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Site, SiteView } from '@contract/sites'
import { Failure } from '@domain/failure'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { localFileFailure } from '../local-file-failure'
import { safeText } from '../text'

/** No facility description is longer. */
const longestText = 4_000_000

export const importSites: CommandRun = async context => {
  const sites = context.args.has('ssh-config') ? await fromSshConfig(context) : [await fromFacility(context)]
  await context.out.result(sites, () => sites.map(site => `Added site ${safeText(site.name)}.\n`).join(''))
  return 0
}

async function fromFacility({ args, client, signal }: CommandContext): Promise<SiteView> {
  const file = args.positional(0)
  const text = await readFile(file, { encoding: 'utf8', signal }).catch(thrown => {
    throw localFileFailure(file, thrown)
  })
  if (text.length > longestText)
    throw new Failure('limit-exceeded', `${file} is no facility description: it is too long.`)
  const user = args.text('user')
  const input = { text, identityFiles: [...args.all('identity')], replace: args.has('replace') }
  return (await client()).sites.importFacility({ ...input, ...(user !== undefined && { user }) }, { signal })
}

async function fromSshConfig({ args, client, signal, out }: CommandContext): Promise<SiteView[]> {
  const { sites } = await client()
  const config = await sites.sshConfig({ file: resolve(args.positional(0)) }, { signal })
  const wanted = args.all('host')
  const missing = wanted.find(alias => !config.hosts.some(host => host.alias === alias))
  if (missing !== undefined) throw new Failure('not-found', `${config.file} names no host "${missing}".`)
  const chosen = config.hosts.filter(host => wanted.length === 0 || wanted.includes(host.alias))
  if (chosen.length === 0)
    throw new Failure('not-found', `${config.file} names no host.`, { hint: 'Patterns such as Host * are no hosts.' })
  const added: SiteView[] = []
  for (const { alias, suggestedRole } of chosen) {
    // The alias alone: everything else is read from ssh_config at each connection.
    const host = { name: 'main', host: alias, identityFiles: [], jumps: [], roles: [suggestedRole], hostKeys: [] }
    const site: Site = { version: 1, name: alias, hosts: [host] }
    added.push(await sites.save({ site, replace: args.has('replace') }, { signal }))
  }
  if (!out.json)
    for (const { line, text, reason } of config.unused)
      await out.writeError(`${safeText(config.file)}:${line}: not used: ${safeText(text)} (${safeText(reason)})\n`)
  return added
}
