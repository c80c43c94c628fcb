/** What a site must fulfil beyond the shape of its fields. */
import type { Jump, Site, SiteHost } from '@contract/sites'

/** The name of the demo facility; no stored site may have it. */
export const demoSiteName = 'demo'

/** What a user name must not hold; as ssh(1) refuses it (`valid_ruser` in OpenSSH's ssh.c, CVE-2023-51385). */
const badUser = /^-|['`";&<>|(){}]|\s-|\\$|\p{Cc}/u

/** Absolute on any system, in the home folder, or begun by a token of ssh_config(5). */
const absolutePath = /^(\/|~|[A-Za-z]:[\\/]|\\\\|%d|\$\{)/

/** One public key as a line of known_hosts(5) without the host field. */
const hostKeyLine = /^[A-Za-z0-9@.-]+ [A-Za-z0-9+/]+={0,3}( .*)?$/

function accessProblem(where: string, access: Pick<Jump, 'user' | 'identityFiles'>): string | undefined {
  if (access.user !== undefined && badUser.test(access.user))
    return `${where}: the user name ${JSON.stringify(access.user)} holds characters that no account name has.`
  const relative = access.identityFiles.find(file => !absolutePath.test(file))
  if (relative !== undefined)
    return `${where}: the key file ${JSON.stringify(relative)} must be an absolute path or begin with ~/.`
  return undefined
}

function hostProblem(host: SiteHost): string | undefined {
  const where = `Host ${host.name}`
  const badKey = host.hostKeys.find(line => !hostKeyLine.test(line))
  if (badKey !== undefined)
    return `${where}: the host key ${JSON.stringify(badKey.slice(0, 40))} is not of the form "ssh-ed25519 AAAA…".`
  const problems = [
    accessProblem(where, host),
    ...host.jumps.map(jump => accessProblem(`${where}, jump ${jump.host}`, jump))
  ]
  return problems.find(problem => problem !== undefined)
}

/** The first broken rule as a sentence, or undefined for a good site. */
export function siteProblem(site: Site): string | undefined {
  const names = site.hosts.map(host => host.name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) return `Two hosts are called ${twice}; each host of a site needs a name of its own.`
  if (site.hosts.length === 0) return 'A site needs at least one host to log in to.'
  return site.hosts.map(hostProblem).find(problem => problem !== undefined)
}
