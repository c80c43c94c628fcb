import type { CommandSpec, OptionSpec } from '../command'

const load = () => import('../commands/ledger')
const loadRelease = () => import('../commands/ledger-release')
const copies: OptionSpec = { name: 'copies', value: 'N', help: 'verified copies in so many different places (2)' }
const choice: readonly OptionSpec[] = [
  { name: 'origin', value: 'NAME', help: 'only of this watch (name or ID) or transfer (ID)' },
  { name: 'session', value: 'UID', help: 'only of the booking with this UID' }
]
const some = { usage: '[SOURCE]', arguments: { least: 0, most: 1 } } as const
const placeNote =
  'SOURCE is SITE:PATH, s3:BUCKET/KEY or a path of this computer: files whose source it is or holds. Without it: all.'
const placesNote =
  'Different places are this computer, each site and each bucket; copies at the place of the source do not count.'

export const ledgerCommands: readonly CommandSpec[] = [
  {
    ...some,
    words: ['ledger', 'show'],
    summary: 'show which files have which verified copies, and whether they are safe to release',
    connects: false,
    options: [
      ...choice,
      copies,
      {
        ...{ name: 'state', value: 'STATE,…', repeated: true },
        help: 'only files that are safe, waiting, trouble, replaced or released; the summary is of all'
      },
      { name: 'summary', help: 'no files, only what they add up to' }
    ],
    examples: ['farscope ledger show', 'farscope ledger show scope:/data/grid3 --state trouble,waiting --json'],
    notes: [placeNote, placesNote],
    load: async () => (await load()).showLedger
  },
  {
    ...some,
    words: ['ledger', 'add'],
    summary: 'take up what transfers copied with verification',
    connects: false,
    options: [
      { name: 'transfer', value: 'ID', help: 'what this transfer verified' },
      { name: 'session', value: 'UID', help: 'the booking that it was collected in' }
    ],
    examples: ['farscope ledger add scope:/data/grid3', 'farscope ledger add --transfer 3f2a --session 7d1c'],
    notes: [
      'SOURCE: all that transfers verified of it, or below it. One of the two must be given.',
      'A source that changed since is its next version. The beginning of a transfer’s ID is enough.'
    ],
    load: async () => (await load()).addToLedger
  },
  {
    ...some,
    words: ['ledger', 'verify'],
    summary: 'compute the checksums of all copies and sources anew, and write down what is found',
    connects: true,
    options: [...choice],
    examples: ['farscope ledger verify scope:/data/grid3', 'farscope ledger verify --session 7d1c --json'],
    notes: [
      placeNote,
      'They are computed where the files lie; of objects in a bucket the store’s own are compared.',
      'The exit status is 6 when some copy is missing, differs or could not be asked.'
    ],
    load: async () => (await load()).verifyLedger
  },
  {
    ...some,
    words: ['ledger', 'release'],
    summary: 'delete sources whose copies are verified once more just before',
    connects: true,
    options: [
      ...choice,
      copies,
      { name: 'dry-run', help: 'say what would be deleted and what stands against it' },
      { name: 'expect', value: 'N', help: 'only if exactly N files would be deleted' },
      { name: 'expect-bytes', value: 'N', help: 'only if they have exactly N bytes' },
      { name: 'by', value: 'NAME', help: 'who confirmed it, for the journal' },
      { name: 'apart', help: 'places that may be one disk, as --dry-run names them, are two: you know it' },
      { name: 'resume', value: 'ID', help: 'go on with a release that was stopped or interrupted' }
    ],
    examples: [
      'farscope ledger release scope:/data/grid3 --dry-run',
      'farscope ledger release scope:/data/grid3 --copies 2 --expect 3871 --yes'
    ],
    notes: [
      placeNote,
      placesNote,
      'One file that is not safe stops all of it: choose fewer, or copy and verify what is missing.',
      'No copy is ever deleted. A file whose copy is missing or differs now, or that changed, stays.',
      'Without a terminal it needs --yes, and of more than one file --expect N.'
    ],
    load: async () => (await loadRelease()).releaseSources
  },
  {
    words: ['ledger', 'releases'],
    usage: '[ID]',
    summary: 'list releases, or the journal of deletions of one',
    arguments: { least: 0, most: 1 },
    connects: false,
    options: [],
    examples: ['farscope ledger releases', 'farscope ledger releases 3f2a --json'],
    notes: ['The beginning of an ID is enough where only one release has it.'],
    load: async () => (await loadRelease()).listReleases
  },
  {
    ...some,
    words: ['ledger', 'report'],
    summary: 'write a report for signing off, a table, or a manifest',
    connects: false,
    options: [
      ...choice,
      copies,
      {
        name: 'form',
        value: 'FORM',
        choices: ['html', 'csv', 'bagit'],
        help: 'a page that prints well, a table, a bag (html)'
      },
      { name: 'out', value: 'FILE|DIR', help: 'where it goes; of a bag the folder' },
      { name: 'title', value: 'TEXT', help: 'its heading' },
      { name: 'replace', help: 'files that are there' }
    ],
    examples: [
      'farscope ledger report scope:/data/grid3 --out grid3.html --title "Grid 3"',
      'farscope ledger report --session 7d1c --form bagit --out grid3-bag'
    ],
    notes: [
      placeNote,
      'bagit: the tag files of RFC 8493 with manifest-sha256.txt; beside the payload in data/ any BagIt tool checks it.'
    ],
    load: async () => (await load()).reportLedger
  }
]
