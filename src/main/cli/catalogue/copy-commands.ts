import type { CommandSpec, OptionSpec } from '../command'

/** Of everything that moves bytes. */
const transferOptions: readonly OptionSpec[] = [
  {
    name: 'verify',
    help: 'compare the checksums of both ends of each file that is copied (sync --checksum: of what is there)'
  },
  { name: 'limit', value: 'RATE', help: 'at most so many bytes a second: 500K, 10M (10 MiB/s), 1.5G' },
  { name: 'jobs', value: 'N', help: 'small files on the way at once, instead of as many as is found best' },
  { name: 'progress', help: 'with --json: progress as JSON lines, the result as the last' }
]
const copyOptions: readonly OptionSpec[] = [
  {
    name: 'conflict',
    value: 'RULE',
    choices: ['skip', 'overwrite', 'rename', 'newer', 'resume'],
    help: 'what to do with a file that is there: skip, overwrite, rename, newer, resume'
  },
  { name: 'resume', help: 'go on with the unfinished copy of the same sources and destination, if there is one' },
  { name: 'parents', help: 'make missing parent folders of the destination' },
  { name: 'follow', help: 'copy what symbolic links point to, inside the copied tree only' },
  ...transferOptions
]
const copyNotes = [
  'Copies as cp -r does: into DST if it is a folder, ends with / or there are several sources; else the copy is',
  'named DST. A file that is there with equal size and time is skipped; any other fails with "exists" unless',
  '--conflict says what to do. When it is interrupted or the engine dies, what arrived is kept: the same command with',
  '--resume goes on from there.'
]
const many = { least: 2, most: Number.POSITIVE_INFINITY } as const

export const copyCommands: readonly CommandSpec[] = [
  {
    words: ['get'],
    usage: 'SITE:SRC… DST',
    summary: 'copy files and folders from a site',
    arguments: many,
    options: copyOptions,
    examples: [
      'farscope get krios:run1/ctf.star .',
      'farscope get krios:run1 krios:run2 results/ --conflict newer',
      'farscope get krios:run1 . --verify --limit 20M'
    ],
    connects: true,
    notes: copyNotes,
    load: async () => (await import('../commands/copy')).getFiles
  },
  {
    words: ['put'],
    usage: 'SRC… SITE:DST',
    summary: 'copy files and folders to a site',
    arguments: many,
    options: copyOptions,
    examples: [
      'farscope put mask.mrc krios:run1/',
      'farscope put movies krios:/scratch/ann/new/movies --parents --verify',
      'farscope put movies krios:/scratch/ann/ --resume'
    ],
    connects: true,
    notes: copyNotes,
    load: async () => (await import('../commands/copy')).putFiles
  },
  {
    words: ['copy'],
    usage: 'SRC… DST',
    summary: 'copy files and folders between any two places',
    arguments: many,
    options: copyOptions,
    examples: ['farscope copy krios:run1 cluster:/scratch/ann/', 'farscope copy movies s3:lab-archive/2026/ --verify'],
    connects: true,
    notes: [
      ...copyNotes,
      'Between two sites it says which way the bytes go: on the one host, from host to host, or through this computer.'
    ],
    load: async () => (await import('../commands/copy')).copyFiles
  },
  {
    words: ['sync'],
    usage: 'SRC DST',
    summary: 'make folder DST like folder SRC',
    arguments: { least: 2, most: 2 },
    options: [
      { name: 'delete', help: 'also delete what is only in DST, after everything was copied' },
      { name: 'dry-run', short: 'n', help: 'only show what differs' },
      { name: 'checksum', short: 'c', help: 'tell files apart by their checksums instead of size and time' },
      { name: 'expect', value: 'N', help: 'delete only if exactly N files, folders and links would go' },
      ...transferOptions
    ],
    examples: [
      'farscope sync krios:run1 run1 --dry-run',
      'farscope sync results krios:/scratch/ann/results --verify',
      'farscope sync run1 krios:run1 --delete --yes --expect 12'
    ],
    connects: true,
    notes: [
      'SRC and DST are folders of any two places; their contents are compared. New and changed entries are copied, DST is',
      'made if it is not there. Without a terminal --delete needs --yes, and --expect N where more than one entry would',
      'go. While a part of SRC cannot be read, nothing is deleted. Links are copied as links and deleted as links.'
    ],
    load: async () => (await import('../commands/sync')).syncFolders
  }
]
