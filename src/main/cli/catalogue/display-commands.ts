import type { CommandSpec, OptionSpec } from '../command'

/** As `displayKinds` of the contract, repeated because help must not load zod; a test compares them. */
export const displayKindNames = ['dcv', 'fastx', 'vnc', 'command'] as const
/** As `displayWays` of the contract. */
export const displayWayNames = ['native', 'web', 'inside', 'external'] as const

const load = () => import('../commands/display')
const opens = () => import('../commands/display-open')
const looks = () => import('../commands/display-people')
const kind: OptionSpec = { name: 'kind', value: 'KIND', choices: displayKindNames, help: 'kind of display' }
const host: OptionSpec = { name: 'host', value: 'HOSTNAME', help: 'this host of the site instead of its display host' }

const one = {
  ...{ usage: 'SITE [ID]', arguments: { least: 1, most: 2 }, connects: true },
  notes: ['Without an ID: the only display that is there.']
} as const

const jobOptions: readonly OptionSpec[] = [
  { name: 'job', help: 'it lives in a job of SLURM; the options below say in which' },
  { name: 'partition', value: 'NAME', help: 'partition of the job' },
  { name: 'account', value: 'NAME', help: 'account of the job' },
  { name: 'minutes', value: 'N', help: 'time limit of the job, minutes (default 480)' },
  { name: 'cpus', value: 'N', help: 'CPUs of the job (default 4)' },
  { name: 'gpus', value: 'N', help: 'GPUs of the job (default 0)' },
  { name: 'memory', value: 'SIZE', help: 'memory of the job, such as 16G' },
  { name: 'module', value: 'NAME', repeated: true, help: 'module to load in the job' }
]

export const displayCommands: readonly CommandSpec[] = [
  {
    words: ['display', 'list'],
    usage: 'SITE',
    summary: 'list your remote displays at a site',
    arguments: { least: 1, most: 1 },
    options: [kind],
    examples: ['farscope display list krios', 'farscope display list krios --kind dcv --json'],
    connects: true,
    notes: ['The exit status is 6 when a host or a kind could not be asked, and what was found is listed.'],
    load: async () => (await load()).listDisplays
  },
  {
    words: ['display', 'create'],
    usage: 'SITE --kind KIND',
    summary: 'make a remote display',
    arguments: { least: 1, most: 1 },
    options: [
      kind,
      host,
      { name: 'name', value: 'TEXT', help: 'its name' },
      { name: 'type', value: 'TYPE', choices: ['virtual', 'console'], help: 'DCV: virtual (default) or console' },
      { name: 'size', value: 'WxH', help: 'pixels, such as 1920x1080' },
      { name: 'gl', value: 'on|off', choices: ['on', 'off'], help: 'DCV: OpenGL of the GPU of the server' },
      { name: 'command', value: 'LINE', help: 'what it shows, a line for sh; without it the desktop of the host' },
      {
        name: 'by',
        value: 'WAY',
        choices: ['command', 'pcluster', 'broker'],
        help: "DCV: its command, the script of ParallelCluster, or the site's broker (the usual one where there is one)"
      },
      ...jobOptions
    ],
    examples: [
      'farscope display create krios --kind dcv --name relion --size 1920x1080',
      'farscope display create hpc --kind vnc --job --partition gpu --gpus 1'
    ],
    connects: true,
    load: async () => (await load()).createDisplay
  },
  {
    words: ['display', 'open'],
    usage: 'SITE [ID] | --booking UID | --session',
    summary: 'open a remote display on this computer, also that of the instrument of a booking',
    arguments: { least: 0, most: 2 },
    options: [
      kind,
      host,
      { name: 'booking', value: 'UID', help: "the display of this booking's instrument, made where there is none" },
      { name: 'session', help: 'the same, of your session that runs or is about to' },
      { name: 'store', value: 'SITE:PATH|DIR', help: "of --booking and --session: the calendar's folder" },
      {
        name: 'way',
        value: 'WAY',
        choices: displayWayNames,
        help: 'with which client; without it the best that is there'
      },
      { name: 'print', help: 'start nothing, print where a client connects; no secrets' }
    ],
    examples: [
      'farscope display open krios farscope-x2ab --kind dcv',
      'farscope display open krios --kind dcv --print --json',
      'farscope display open --session'
    ],
    connects: true,
    stays: true,
    notes: [
      'The tunnel is held by the window or farscope serve where one runs, and by this command until Ctrl-C otherwise.',
      'With --print the command ends at once, and a tunnel of its own ends with it.'
    ],
    load: async () => (await opens()).openDisplay
  },
  {
    ...one,
    words: ['display', 'people'],
    summary: 'tell who looks at a remote display now',
    options: [kind, host],
    examples: ['farscope display people krios farscope-x2ab --kind dcv'],
    load: async () => (await looks()).displayPeople
  },
  {
    ...one,
    words: ['display', 'share'],
    usage: 'SITE [ID] --people USER:RIGHT,… | --none',
    summary: 'say who may look at a remote display besides its owner, in place of who might before',
    options: [
      { name: 'people', value: 'USER:RIGHT,…', repeated: true, help: 'who, with control or view' },
      { name: 'none', help: 'nobody but its owner' },
      ...[kind, host]
    ],
    examples: [
      'farscope display share krios farscope-x2ab --people ann:control,ben:view',
      'farscope display share krios farscope-x2ab --none'
    ],
    load: async () => (await looks()).shareDisplay
  },
  {
    ...one,
    words: ['display', 'thumbnail'],
    usage: 'SITE [ID] --png FILE',
    summary: 'write a small picture of what a remote display shows',
    options: [
      { name: 'png', value: 'FILE', help: 'where it goes; a file that is there is replaced' },
      { name: 'width', value: 'N', help: 'pixels, at most (320)' },
      ...[kind, host]
    ],
    examples: ['farscope display thumbnail krios farscope-x2ab --png desktop.png'],
    load: async () => (await looks()).displayThumbnail
  },
  {
    words: ['display', 'close'],
    usage: 'SITE [ID]',
    summary: 'end a remote display and all that runs in it',
    arguments: { least: 1, most: 2 },
    notes: ['Without an ID: the only display that is there.'],
    options: [kind, host],
    examples: ['farscope display close krios farscope-x2ab --kind dcv --yes'],
    connects: true,
    load: async () => (await load()).closeDisplay
  },
  {
    words: ['display', 'check'],
    usage: 'SITE [ID]',
    summary: 'check each step of the road to the displays of a site',
    arguments: { least: 1, most: 2 },
    options: [kind, host],
    examples: ['farscope display check krios', 'farscope display check krios farscope-x2ab --kind dcv --json'],
    connects: true,
    notes: ['The exit status is 1 when a step failed.'],
    load: async () => (await load()).checkDisplay
  }
]
