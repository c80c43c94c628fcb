import type { CommandSpec, OptionSpec } from '../command'

const copyOptions: readonly OptionSpec[] = [
  {
    name: 'conflict',
    value: 'RULE',
    choices: ['skip', 'overwrite', 'rename', 'newer', 'resume'],
    help: 'what to do with a file that is there: skip, overwrite, rename, newer, resume'
  },
  { name: 'parents', help: 'make missing parent folders of the destination' },
  { name: 'follow', help: 'copy what symbolic links point to, inside the copied tree only' },
  { name: 'progress', help: 'with --json: progress as JSON lines, the result as the last' }
]
const copyNotes = [
  'Copies as cp -r does: into DST if it is a folder, ends with / or there are several sources; else the copy is',
  'named DST. A file that is there with equal size and time is skipped; any other fails with "exists" unless',
  '--conflict says what to do.'
]

export const fileCommands: readonly CommandSpec[] = [
  {
    words: ['ls'],
    usage: 'SITE:[PATH]',
    summary: 'list a folder, hidden files included',
    arguments: { least: 1, most: 1 },
    options: [],
    examples: ['farscope ls krios:', 'farscope ls krios:/data/session1 --json'],
    connects: true,
    load: async () => (await import('../commands/files')).listFiles
  },
  {
    words: ['get'],
    usage: 'SITE:SRC… DST',
    summary: 'copy files and folders from a site',
    arguments: { least: 2, most: Number.POSITIVE_INFINITY },
    options: copyOptions,
    examples: ['farscope get krios:run1/ctf.star .', 'farscope get krios:run1 krios:run2 results/ --conflict newer'],
    connects: true,
    notes: copyNotes,
    load: async () => (await import('../commands/copy')).getFiles
  },
  {
    words: ['put'],
    usage: 'SRC… SITE:DST',
    summary: 'copy files and folders to a site',
    arguments: { least: 2, most: Number.POSITIVE_INFINITY },
    options: copyOptions,
    examples: ['farscope put mask.mrc krios:run1/', 'farscope put movies krios:/scratch/ann/new/movies --parents'],
    connects: true,
    notes: copyNotes,
    load: async () => (await import('../commands/copy')).putFiles
  },
  {
    words: ['rm'],
    usage: 'SITE:PATH…',
    summary: 'remove files, and folders with -r',
    arguments: { least: 1, most: Number.POSITIVE_INFINITY },
    options: [
      { name: 'recursive', short: 'r', help: 'remove folders and what is in them' },
      { name: 'expect', value: 'N', help: 'refuse unless exactly N files, folders and links would go' }
    ],
    examples: ['farscope rm krios:run1/junk.mrc', 'farscope rm -r --yes --expect 12 krios:run1'],
    connects: true,
    notes: [
      'Without a terminal --yes is needed, and --expect N too where more than one file, folder or link would go.',
      'Links are removed, never what they point to.'
    ],
    load: async () => (await import('../commands/remove')).removeFiles
  },
  {
    words: ['mkdir'],
    usage: 'SITE:PATH…',
    summary: 'make folders',
    arguments: { least: 1, most: Number.POSITIVE_INFINITY },
    options: [{ name: 'parents', short: 'p', help: 'make missing parents; a folder that is there is no error' }],
    examples: ['farscope mkdir -p krios:run1/masks'],
    connects: true,
    load: async () => (await import('../commands/files')).makeFolders
  },
  {
    words: ['exec'],
    usage: 'SITE [--host HOSTNAME] -- COMMAND [ARGUMENT…]',
    summary: 'run a command on a site',
    arguments: { least: 1, most: 1 },
    rest: { required: true, help: 'a command' },
    options: [{ name: 'host', value: 'HOSTNAME', help: 'which host of the site; its login host unless named' }],
    examples: ['farscope exec krios -- nvidia-smi', "farscope exec krios -- 'module load relion && relion --version'"],
    connects: true,
    remoteStatus: true,
    notes: [
      'Several words reach the command exactly; one alone is a line for the shell. Standard input is passed on unless',
      'it is a terminal. The exit status is the command’s own, 128+n when signal n ended it.'
    ],
    load: async () => (await import('../commands/exec')).execute
  }
]
