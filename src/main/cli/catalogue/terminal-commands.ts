import type { CommandSpec, OptionSpec } from '../command'

const loadTunnel = () => import('../commands/tunnel')
const hostOption = { name: 'host', value: 'HOSTNAME', help: 'this host of the site instead of its login host' } as const

const forwardOptions: readonly OptionSpec[] = [
  {
    ...{ name: 'local', short: 'L', value: '[ADDRESS:]PORT:HOST:HOSTPORT', repeated: true },
    help: 'a port here that leads to a place behind the site'
  },
  {
    ...{ name: 'remote', short: 'R', value: '[ADDRESS:]PORT:HOST:HOSTPORT', repeated: true },
    help: 'a port of the site that leads to a place here'
  },
  {
    ...{ name: 'dynamic', short: 'D', value: '[ADDRESS:]PORT', repeated: true },
    help: 'a SOCKS proxy here that leads anywhere behind the site'
  }
]
const loopbackNote = 'Only this computer reaches a port, unless an ADDRESS is given; port 0 takes any free one.'

export const terminalCommands: readonly CommandSpec[] = [
  {
    words: ['shell'],
    usage: 'SITE [-- COMMAND [ARGUMENT…]]',
    summary: 'a shell of a site in this terminal',
    arguments: { least: 1, most: 1 },
    rest: { required: false, help: 'a command to run instead of the shell' },
    options: [
      hostOption,
      { name: 'folder', value: 'PATH', help: 'begin there' },
      { name: 'keep', help: 'the host keeps the shell in tmux or screen, so that it outlives the link' },
      { name: 'no-keep', help: 'it does not, whatever the site says' },
      { name: 'no-terminal', short: 'T', help: 'no terminal: commands are read from standard input' }
    ],
    examples: ['farscope shell krios', 'farscope shell krios --folder /data/run1 -- htop'],
    connects: true,
    remoteStatus: true,
    notes: ['~. at the start of a line leaves it, ~? shows the escapes. The exit status is the shell’s own.'],
    load: async () => (await import('../commands/shell')).openShell
  },
  {
    words: ['forward'],
    usage: 'SITE -L|-R|-D …',
    summary: 'open tunnels through a site, until Ctrl-C',
    arguments: { least: 1, most: 1 },
    options: [...forwardOptions, hostOption],
    examples: ['farscope forward krios -L 8080:gpu01:8888', 'farscope forward krios -D 1080 --json'],
    connects: true,
    stays: true,
    notes: [loopbackNote, 'With --json one line a tunnel, and one more whenever its state changes.'],
    load: async () => (await import('../commands/forward')).forward
  },
  {
    words: ['tunnel', 'list'],
    usage: '[SITE]',
    summary: 'list the tunnels of the sites',
    arguments: { least: 0, most: 1 },
    options: [],
    examples: ['farscope tunnel list krios'],
    connects: false,
    load: async () => (await loadTunnel()).listTunnels
  },
  {
    words: ['tunnel', 'add'],
    usage: 'SITE NAME -L|-R|-D …',
    summary: 'save a tunnel with a site',
    arguments: { least: 2, most: 2 },
    options: [
      ...forwardOptions.map(option => ({ ...option, repeated: false })),
      hostOption,
      { name: 'with-connection', help: 'open it whenever the host is connected' },
      { name: 'replace', help: 'in the place of the one of that name' }
    ],
    examples: ['farscope tunnel add krios notebook -L 8888:gpu01:8888 --with-connection'],
    connects: false,
    notes: [loopbackNote],
    load: async () => (await loadTunnel()).addTunnel
  },
  {
    words: ['tunnel', 'remove'],
    usage: 'SITE NAME',
    summary: 'remove a saved tunnel',
    arguments: { least: 2, most: 2 },
    options: [],
    examples: ['farscope tunnel remove krios notebook'],
    connects: false,
    load: async () => (await loadTunnel()).removeTunnel
  },
  {
    words: ['tunnel', 'start'],
    usage: 'SITE NAME',
    summary: 'open a saved tunnel in the window or server that runs',
    arguments: { least: 2, most: 2 },
    options: [],
    examples: ['farscope tunnel start krios notebook'],
    connects: true,
    load: async () => (await loadTunnel()).startTunnel
  },
  {
    words: ['tunnel', 'stop'],
    usage: 'SITE NAME',
    summary: 'close a tunnel that is open',
    arguments: { least: 2, most: 2 },
    options: [],
    examples: ['farscope tunnel stop krios notebook'],
    connects: false,
    load: async () => (await loadTunnel()).stopTunnel
  }
]
