import type { CommandSpec } from '../command'

const load = () => import('../commands/watch')
const one = { arguments: { least: 1, most: 1 }, options: [], connects: false } as const
const engineNote =
  'Watches work while the window or farscope serve runs, and go on by themselves when it is started again.'

export const watchCommands: readonly CommandSpec[] = [
  {
    words: ['watch', 'add'],
    usage: 'SRC DST…',
    summary: 'copy the files of a folder to others as they are finished',
    arguments: { least: 2, most: 9 },
    options: [
      { name: 'name', value: 'NAME', help: 'what it is called (default: the name of the folder)' },
      {
        name: 'include',
        value: 'GLOB',
        repeated: true,
        help: 'take only files that fit one of these: *.eer, Images/**/*.tiff'
      },
      { name: 'exclude', value: 'GLOB', repeated: true, help: 'leave out files that fit' },
      {
        name: 'include-regex',
        value: 'REGEX',
        repeated: true,
        help: 'take only files whose path below SRC fits all of these'
      },
      { name: 'exclude-regex', value: 'REGEX', repeated: true, help: 'leave out files whose path below SRC fits' },
      {
        name: 'sidecar',
        value: 'GLOB=NAME',
        repeated: true,
        help: 'take a file only with its sidecar: *_fractions.tiff=*.xml'
      },
      {
        name: 'stable',
        value: 'SECONDS',
        help: 'take a file when size and time stay so long (default: 10, or 2 after its writer was seen to close it)'
      },
      { name: 'looks', value: 'N', help: '… and in so many looks one after the other (default: 2)' },
      {
        name: 'order',
        value: 'ORDER',
        choices: ['oldest', 'newest', 'name'],
        help: 'oldest (default), newest or name first'
      },
      { name: 'limit', value: 'RATE', help: 'at most so many bytes a second to each destination: 500K, 10M, 1.5G' }
    ],
    examples: [
      'farscope watch add krios:/data/run7 nas:/archive/run7 s3:lab-archive/run7 --name run7',
      "farscope watch add krios:/data/run7 /mnt/nas/run7 --include '*.eer' --exclude 'Atlas/**' --limit 50M"
    ],
    connects: true,
    notes: [
      'What SRC has goes into DST, with its folders. Each file goes once to each DST and is compared by its checksum; one',
      'that changes afterwards goes again beside the first, as NAME.v2.eer. What is at a DST already is never replaced.',
      'A glob without a slash is compared with the name, one with a slash with the path below SRC.',
      engineNote
    ],
    load: async () => (await load()).addWatch
  },
  {
    words: ['watch', 'list'],
    usage: '',
    summary: 'list the watched folders with their backlog',
    arguments: { least: 0, most: 0 },
    options: [],
    examples: ['farscope watch list', 'farscope watch list --json'],
    connects: false,
    load: async () => (await load()).listWatches
  },
  {
    words: ['watch', 'status'],
    usage: '[NAME]',
    summary: 'show how a watch stands, or all of them',
    arguments: { least: 0, most: 1 },
    options: [{ name: 'follow', short: 'f', help: 'show it again after each change, until Ctrl-C' }],
    examples: ['farscope watch status run7', 'farscope watch status run7 --follow --json'],
    connects: false,
    stays: true,
    notes: ['With --follow and --json one object a line: of the watch, or without a NAME of each watch.', engineNote],
    load: async () => (await load()).showWatch
  },
  {
    words: ['watch', 'files'],
    usage: 'NAME',
    summary: 'list the files of a watch and where each has arrived, newest first',
    arguments: { least: 1, most: 1 },
    options: [
      {
        name: 'state',
        value: 'STATE',
        repeated: true,
        choices: ['waiting', 'sending', 'verified', 'size-only', 'failed', 'gone', 'replaced'],
        help: 'only those with a copy in this state'
      },
      { name: 'last', value: 'N', help: 'at most so many (default: 1000)' }
    ],
    examples: ['farscope watch files run7 --state failed'],
    connects: false,
    load: async () => (await load()).listWatchedFiles
  },
  {
    ...one,
    words: ['watch', 'pause'],
    usage: 'NAME',
    summary: 'neither look nor send until it is resumed; what has arrived of a file is kept',
    examples: ['farscope watch pause run7'],
    load: async () => (await load()).pauseWatch
  },
  {
    ...one,
    words: ['watch', 'resume'],
    usage: 'NAME',
    summary: 'go on with a paused watch, and try at once what failed',
    examples: ['farscope watch resume run7'],
    connects: true,
    notes: [engineNote],
    load: async () => (await load()).resumeWatch
  },
  {
    ...one,
    words: ['watch', 'remove'],
    usage: 'NAME',
    summary: 'watch a folder no more; copies stay',
    examples: ['farscope watch remove run7'],
    notes: ['What it knows of its files is forgotten: added again, it compares what is at the destinations first.'],
    load: async () => (await load()).removeWatch
  }
]
