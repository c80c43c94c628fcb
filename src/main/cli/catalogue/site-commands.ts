import type { CommandSpec, OptionSpec } from '../command'

/** As `hostRoles` of the contract, repeated because help must not load zod; a test compares them. */
export const roleNames = ['login', 'transfer', 'display', 'compute', 'instrument'] as const

const hostOptions: readonly OptionSpec[] = [
  { name: 'host', value: 'HOST', help: 'host name, address, or an alias of ~/.ssh/config' },
  { name: 'port', value: 'PORT', help: 'SSH port' },
  { name: 'user', value: 'USER', help: 'user name on the host' },
  { name: 'identity', short: 'i', value: 'FILE', repeated: true, help: 'private key to try' },
  {
    name: 'jump',
    short: 'J',
    value: '[USER@]HOST[:PORT][,identity=FILE]…',
    repeated: true,
    help: 'jump host on the way, in order; an IPv6 address stands in brackets'
  },
  { name: 'role', value: 'ROLE,…', repeated: true, help: `what the host is for: ${roleNames.join(', ')}` }
]

const load = () => import('../commands/site')

export const siteCommands: readonly CommandSpec[] = [
  {
    words: ['site', 'add'],
    usage: 'NAME --host HOST [OPTIONS]',
    summary: 'add a site',
    arguments: { least: 1, most: 1 },
    options: hostOptions,
    examples: [
      'farscope site add krios --host login.example.org --user ann',
      'farscope site add hpc --host node7 --jump ann@gate.example.org:2222,identity=~/.ssh/gate --role login,transfer'
    ],
    connects: false,
    load: async () => (await load()).addSite
  },
  {
    words: ['site', 'host', 'add'],
    usage: 'SITE HOSTNAME --host HOST [OPTIONS]',
    summary: 'add a further host to a site',
    arguments: { least: 2, most: 2 },
    options: hostOptions,
    examples: ['farscope site host add krios dtn --host dtn.example.org --role transfer'],
    connects: false,
    load: async () => (await load()).addHost
  },
  {
    words: ['site', 'host', 'remove'],
    usage: 'SITE HOSTNAME',
    summary: 'take a host off a site',
    arguments: { least: 2, most: 2 },
    options: [],
    examples: ['farscope site host remove krios dtn'],
    connects: false,
    load: async () => (await load()).removeHost
  },
  {
    words: ['site', 'calendar'],
    usage: 'SITE [PATH]',
    summary: "say where a site's booking calendar is, or show it",
    arguments: { least: 1, most: 2 },
    options: [{ name: 'none', help: 'it has none any more; the folder stays' }],
    examples: ['farscope site calendar krios /em/calendar'],
    notes: ['A facility file can say it too ("bookings"). A calendar is made with farscope resources init.'],
    connects: false,
    load: async () => (await load()).siteCalendar
  },
  {
    words: ['site', 'list'],
    usage: '',
    summary: 'list the sites',
    arguments: { least: 0, most: 0 },
    options: [],
    examples: ['farscope site list --json'],
    connects: false,
    load: async () => (await load()).listSites
  },
  {
    words: ['site', 'show'],
    usage: 'NAME',
    summary: 'show a site and its hosts',
    arguments: { least: 1, most: 1 },
    options: [],
    examples: ['farscope site show krios'],
    connects: false,
    load: async () => (await load()).showSite
  },
  {
    words: ['site', 'remove'],
    usage: 'NAME',
    summary: 'forget a site; nothing on it is touched',
    arguments: { least: 1, most: 1 },
    options: [],
    examples: ['farscope site remove krios'],
    connects: false,
    load: async () => (await load()).removeSite
  },
  {
    words: ['site', 'import'],
    usage: 'FILE [--ssh-config] [OPTIONS]',
    summary: 'add sites from a facility.json or an ssh_config',
    arguments: { least: 1, most: 1 },
    options: [
      { name: 'ssh-config', help: 'FILE is an ssh_config: each of its hosts becomes a site' },
      { name: 'host', value: 'ALIAS', repeated: true, help: 'with --ssh-config: only this host' },
      { name: 'user', value: 'USER', help: 'your user name at the facility' },
      { name: 'identity', short: 'i', value: 'FILE', repeated: true, help: 'your private key for it' },
      { name: 'replace', help: 'replace a site of the same name' }
    ],
    examples: ['farscope site import facility.json --user ann', 'farscope site import ~/.ssh/config --ssh-config'],
    connects: false,
    load: async () => (await import('../commands/site-import')).importSites
  },
  {
    words: ['site', 'check'],
    usage: 'NAME',
    summary: 'connect to each host and report what works there',
    arguments: { least: 1, most: 1 },
    options: [],
    examples: ['farscope site check krios --json'],
    connects: true,
    load: async () => (await import('../commands/site-check')).checkSite
  },
  {
    words: ['site', 'trust'],
    usage: 'NAME [--fingerprint SHA256:…]…',
    summary: 'learn the host keys of a site',
    arguments: { least: 1, most: 1 },
    options: [{ name: 'fingerprint', value: 'SHA256:…', repeated: true, help: 'an unknown key must be one of these' }],
    examples: ['farscope site trust krios --fingerprint SHA256:AbC…', 'farscope site trust krios --yes'],
    connects: true,
    notes: ['Without --fingerprint, unknown keys are shown and taken only with --yes or after your answer.'],
    load: async () => (await import('../commands/site-check')).trustSite
  }
]
