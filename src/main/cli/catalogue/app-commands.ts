import type { CommandSpec } from '../command'

const base = { arguments: { least: 0, most: 0 }, options: [], connects: false } as const

export const appCommands: readonly CommandSpec[] = [
  {
    ...base,
    words: ['open'],
    stays: true,
    usage: '[--demo]',
    summary: 'open the window',
    options: [{ name: 'demo', help: 'start the demo facility and open on it' }],
    examples: ['farscope open', 'farscope open --demo'],
    notes: ['Without a display or a browser it prints an address that works once, and stays until a signal.'],
    load: async () => (await import('../commands/open')).openWindow
  },
  {
    ...base,
    words: ['serve'],
    stays: true,
    usage: '[--port PORT]',
    summary: 'serve the window to a browser of this computer, until SIGTERM',
    options: [{ name: 'port', value: 'PORT', help: 'listen there instead of on any free port' }],
    examples: ['farscope serve --json'],
    notes: ['The address carries a code that works once, for the first browser that opens it.'],
    load: async () => (await import('../commands/serve')).serve
  },
  {
    ...base,
    words: ['demo'],
    stays: true,
    usage: '[--tour]',
    summary: 'run the demo facility until SIGTERM',
    options: [{ name: 'tour', help: 'the program in a minute: one line a step, then end' }],
    examples: ['farscope demo', 'farscope demo --tour'],
    connects: true,
    notes: [
      'While it runs, commands with the same data folder have a site "demo", and cloud commands a profile',
      '"farscope-demo": a make-believe EC2 on which runs really run, on this computer, and cost nothing.'
    ],
    load: async () => (await import('../commands/demo')).demo
  },
  {
    ...base,
    words: ['status'],
    usage: '',
    summary: 'show the running engine, its connections and transfers',
    examples: ['farscope status --json'],
    notes: ['Starts nothing: with no engine running, "engine" is null and the exit status 0.'],
    load: async () => (await import('../commands/status')).showStatus
  },
  {
    ...base,
    words: ['schema'],
    usage: '[COMMAND…]',
    summary: 'print the JSON Schema of a command’s --json document',
    arguments: { least: 0, most: 3 },
    examples: ['farscope schema ls', 'farscope schema site check'],
    load: async () => (await import('../commands/schema')).printSchema
  }
]
