import type { CommandSpec } from '../command'

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
    words: ['preview'],
    usage: 'SITE:PATH [--png FILE]',
    summary: 'tell what a file is and show it: micrographs, movies, tables, logs',
    arguments: { least: 1, most: 1 },
    options: [
      { name: 'png', value: 'FILE', help: 'write the picture, with a scale bar where the header tells the pixel size' },
      {
        name: 'size',
        value: 'N',
        help: 'pixels of its longer side (512); more of a large file is read for a larger one'
      },
      { name: 'section', value: 'N', help: 'which section, frame or page, from 1' },
      { name: 'fft', help: 'the power spectrum of its middle instead' },
      {
        name: 'clip',
        value: 'PERCENT',
        help: 'of the values that much is black and as much white (1; 0: their whole range)'
      },
      { name: 'newest', help: 'the newest pictures of a folder, in one' },
      { name: 'most', value: 'N', help: 'with --newest: how many (12)' }
    ],
    examples: [
      'farscope preview krios:run1/movie_001.mrc --png movie.png',
      'farscope preview krios:run1/movie_001.mrc --fft --png spectrum.png',
      'farscope preview krios:run1 --newest --png newest.png'
    ],
    connects: true,
    notes: [
      'MRC, MRCS, MRC.gz, TIFF, EER (facts), DM3, DM4, STAR, CSV, JSON, text, PNG, JPEG, GIF, PDF (facts).',
      'Only parts of the file are read, where it lies: at most a tenth of a large picture unless --size asks for more.'
    ],
    load: async () => (await import('../commands/preview')).preview
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
