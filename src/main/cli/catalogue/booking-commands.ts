import type { CommandSpec, OptionSpec } from '../command'

const acts = () => import('../commands/book')
const reads = () => import('../commands/book-reads')
const waits = () => import('../commands/book-waits')
const resources = () => import('../commands/resources')

const store: OptionSpec = { name: 'store', value: 'SITE:PATH|DIR', help: "the calendar's folder" }
const as: OptionSpec = { name: 'as', value: 'USER', help: 'speak for USER (administrators)' }
const start: OptionSpec = { name: 'start', value: 'TIME', help: 'when it begins' }
const end: OptionSpec = { name: 'end', value: 'TIME', help: 'when it ends' }
const title: OptionSpec = { name: 'title', value: 'TEXT', help: 'what it is about' }
const people: OptionSpec = {
  ...{ name: 'people', value: 'USER:ROLE,…', repeated: true },
  help: 'who takes part: operator, collaborator, researcher, staff; /control, /view or /none for the display'
}
const words: readonly OptionSpec[] = [
  { name: 'note', value: 'TEXT', help: 'a note' },
  { name: 'account', value: 'NAME', help: 'what pays for it' }
]
const from: OptionSpec = { name: 'from', value: 'TIME', help: 'only what ends after TIME' }
const to: OptionSpec = { name: 'to', value: 'TIME', help: 'only what begins before TIME' }
const resource: OptionSpec = { name: 'resource', value: 'NAME,…', repeated: true, help: 'only of these resources' }
const dryRun: OptionSpec = { name: 'dry-run', help: 'say what would be booked and what stands against it' }
const scope: OptionSpec = {
  ...{ name: 'scope', value: 'SCOPE', choices: ['one', 'following', 'all'] },
  help: 'of a series: this one, this and those after it, or all (one)'
}

const timeNote =
  'TIME is ISO 8601 with offset, 2026-11-21T09:00:00+01:00; a day alone begins at midnight of the facility.'
const storeNotes = [
  'Without --store: the calendar of the site that has one, else the one of this computer.',
  'SITE: alone is the folder that the site itself names.'
]
const notes = [timeNote, ...storeNotes]
const one = { arguments: { least: 1, most: 1 }, connects: true } as const

const resourcesCommands: readonly CommandSpec[] = [
  {
    ...one,
    words: ['resources', 'init'],
    usage: 'STORE --resource NAME --timezone TZ',
    summary: 'make a calendar in a folder of a site or of this computer',
    options: [
      { name: 'resource', value: 'NAME', help: 'its first resource, for instance krios1' },
      { name: 'timezone', value: 'TZ', help: "the facility's time zone, for instance Europe/Berlin" }
    ],
    examples: ['farscope resources init krios:/em/calendar --resource krios1 --timezone Europe/Berlin'],
    notes: [
      'It has no rules: whoever can write to the folder may book. Who makes it is its administrator.',
      'Rules, people and further resources are written into resources.json (docs/resources.schema.json).'
    ],
    load: async () => (await resources()).initResources
  },
  {
    words: ['resources', 'list'],
    usage: '[STORE]',
    summary: 'list what can be booked, and by which rules',
    arguments: { least: 0, most: 1 },
    connects: true,
    options: [store, as],
    examples: ['farscope resources list', 'farscope resources list krios:/em/calendar --json'],
    notes: storeNotes,
    load: async () => (await resources()).listResources
  },
  {
    words: ['resources', 'check'],
    usage: '[STORE]',
    summary: 'look for what is wrong with a calendar: unreadable files, wrong owners, overlaps, broken rules',
    arguments: { least: 0, most: 1 },
    connects: true,
    options: [store, as],
    examples: ['farscope resources check krios:/em/calendar'],
    notes: ['The exit status is 1 when something is wrong.', ...storeNotes],
    load: async () => (await resources()).checkResources
  }
]

const lookingCommands: readonly CommandSpec[] = [
  {
    words: ['book', 'list'],
    usage: '',
    summary: 'list bookings, by default those that are not over',
    arguments: { least: 0, most: 0 },
    connects: true,
    options: [from, to, resource, { name: 'cancelled', help: 'cancelled ones too' }, store, as],
    examples: ['farscope book list --resource krios1', 'farscope book list --from 2026-11-16 --to 2026-11-23 --json'],
    notes: ['While the calendar is away the last copy is listed, and the exit status is 6.', ...notes],
    load: async () => (await reads()).listBookings
  },
  {
    ...one,
    words: ['book', 'show'],
    usage: 'UID',
    summary: 'show a booking',
    options: [store, as],
    examples: ['farscope book show 6f1c…@farscope'],
    notes: storeNotes,
    load: async () => (await reads()).showBooking
  },
  {
    words: ['book', 'export'],
    usage: '[UID]',
    summary: 'write bookings as iCalendar (RFC 5545) to standard output',
    arguments: { least: 0, most: 1 },
    connects: true,
    options: [resource, { name: 'mine', help: 'only those that you made or take part in' }, from, to, store, as],
    examples: ['farscope book export --resource krios1 >krios1.ics', 'farscope book export --mine >mine.ics'],
    notes,
    load: async () => (await reads()).exportBookings
  },
  {
    words: ['book', 'import'],
    usage: 'RESOURCE FILE|-',
    summary: 'take the events of an iCalendar file over as bookings',
    arguments: { least: 2, most: 2 },
    connects: true,
    options: [store, as],
    examples: ['farscope book import krios1 old-calendar.ics'],
    notes: [
      'Those whose UID is there already are left alone; the rules hold for each by itself.',
      'An event that Farscope exported from a resource that is there goes to it; the others go to RESOURCE.',
      ...storeNotes
    ],
    load: async () => (await reads()).importBookings
  },
  {
    words: ['book', 'report'],
    usage: '',
    summary: 'what was booked and what was used, by resource, person and account',
    arguments: { least: 0, most: 0 },
    connects: true,
    options: [from, to, resource, { name: 'csv', help: 'as CSV (RFC 4180)' }, store, as],
    examples: ['farscope book report --from 2026-10-01 --to 2026-11-01 --csv >october.csv'],
    notes,
    load: async () => (await reads()).reportUse
  },
  {
    words: ['book', 'log'],
    usage: '',
    summary: 'who booked, changed, was refused, began and ended; newest first',
    arguments: { least: 0, most: 0 },
    connects: true,
    options: [
      { name: 'from', value: 'TIME', help: 'only at or after TIME' },
      { name: 'to', value: 'TIME', help: 'only before TIME' },
      { name: 'act', value: 'ACT,…', repeated: true, help: 'only these, for instance add,cancel' },
      { name: 'limit', value: 'N', help: 'at most N (100)' },
      ...[store, as]
    ],
    examples: ['farscope book log --act cancel --from 2026-11-01'],
    notes,
    load: async () => (await reads()).showLog
  }
]

const bookingActs: readonly CommandSpec[] = [
  {
    ...one,
    words: ['book', 'add'],
    usage: 'RESOURCE --start TIME --end TIME [OPTIONS]',
    summary: 'book a resource, and what is linked to it',
    options: [
      ...[start, end, title, people, ...words],
      { name: 'repeat', value: 'RRULE', help: 'as RFC 5545 has it: FREQ=WEEKLY;COUNT=4' },
      { name: 'skip', help: 'of a series, leave out what is refused' },
      { name: 'maintenance', help: 'nobody can book it then (administrators)' },
      ...[dryRun, store, as]
    ],
    examples: [
      'farscope book add krios1 --start 2026-11-21T09:00:00+01:00 --end 2026-11-21T17:00:00+01:00 --title apoferritin',
      'farscope book add krios1 --start 2026-11-21T08:00Z --end 2026-11-21T16:00Z --people ann:operator,ben:collaborator'
    ],
    notes: ['Without --people you are its operator.', ...notes],
    load: async () => (await acts()).addBooking
  },
  {
    ...one,
    words: ['book', 'move'],
    usage: 'UID [--start TIME] [--end TIME] [--resource NAME]',
    summary: 'give a booking another time or resource',
    options: [start, end, { name: 'resource', value: 'NAME', help: 'the other resource' }, scope, dryRun, store, as],
    examples: ['farscope book move 6f1c…@farscope --end 2026-11-21T18:00:00+01:00'],
    notes,
    load: async () => (await acts()).moveBooking
  },
  {
    ...one,
    words: ['book', 'edit'],
    usage: 'UID [OPTIONS]',
    summary: 'change the words and people of a booking',
    options: [
      ...[title, people, ...words],
      { name: 'hand-over', value: 'TEXT', help: 'what the next user should know' },
      ...[scope, dryRun, store, as]
    ],
    examples: ['farscope book edit 6f1c…@farscope --hand-over "grid 3 is still in the autoloader"'],
    notes: storeNotes,
    load: async () => (await acts()).editBooking
  },
  {
    ...one,
    words: ['book', 'cancel'],
    usage: 'UID',
    summary: 'cancel a booking',
    options: [
      scope,
      { name: 'reason', value: 'TEXT', help: 'why, for the log' },
      { name: 'expect', value: 'N', help: 'of a series, refuse unless exactly N dates would be cancelled' },
      ...[store, as]
    ],
    examples: [
      'farscope book cancel 6f1c…@farscope --yes',
      'farscope book cancel 6f1c…@farscope --scope all --yes --expect 4'
    ],
    notes: ['Without a terminal --yes is needed, and --expect N too where several dates would go.', ...storeNotes],
    load: async () => (await acts()).cancelBooking
  },
  {
    ...one,
    words: ['book', 'approve'],
    usage: 'UID',
    summary: 'consent to a booking that waits for it (administrators)',
    options: [
      { name: 'refuse', help: 'refuse it instead; its slot is free then' },
      { name: 'reason', value: 'TEXT', help: 'of a refusal: its owner finds it in the note' },
      ...[scope, store, as]
    ],
    examples: [
      'farscope book approve 6f1c…@farscope --scope all',
      "farscope book approve 6f1c…@farscope --refuse --reason 'The stage is out.'"
    ],
    notes: storeNotes,
    load: async () => (await acts()).approveBooking
  }
]

const waitingCommands: readonly CommandSpec[] = [
  {
    ...one,
    words: ['book', 'wait'],
    usage: 'RESOURCE --start TIME --end TIME',
    summary: 'wait for a slot that is taken; when it is free it is offered to one after another',
    options: [start, end, title, store, as],
    examples: ['farscope book wait krios1 --start 2026-11-21T08:00Z --end 2026-11-21T16:00Z'],
    notes,
    load: async () => (await waits()).waitForSlot
  },
  {
    ...one,
    words: ['book', 'unwait'],
    usage: 'ID',
    summary: 'wait no more; an offer goes to the next',
    options: [store, as],
    examples: ['farscope book unwait 6f1c…@farscope'],
    notes: storeNotes,
    load: async () => (await waits()).waitNoMore
  },
  {
    ...one,
    words: ['book', 'ask'],
    usage: 'UID --minutes N',
    summary: 'ask the next user to begin later, so that your booking can go on',
    options: [
      { name: 'minutes', value: 'N', help: 'how much longer (30)' },
      { name: 'message', value: 'TEXT', help: 'words to them' },
      ...[store, as]
    ],
    examples: ['farscope book ask 6f1c…@farscope --minutes 45 --message "one more grid square"'],
    notes: storeNotes,
    load: async () => (await waits()).askForTime
  },
  {
    ...one,
    words: ['book', 'answer'],
    usage: 'ID',
    summary: 'give the one before you the time they ask for',
    options: [{ name: 'refuse', help: 'say no instead' }, store, as],
    examples: ['farscope book answer 6f1c…@farscope', 'farscope book answer 6f1c…@farscope --refuse'],
    notes: storeNotes,
    load: async () => (await waits()).answerRequest
  }
]

export const bookingCommands: readonly CommandSpec[] = [
  ...resourcesCommands,
  ...lookingCommands,
  ...bookingActs,
  ...waitingCommands
]
