import type { CommandSpec, OptionSpec } from '../command'

/** As `sessionSteps` of the contract that can be taken back, repeated because help must not load zod; a test compares them. */
export const undoableStepNames = ['armed', 'folder', 'watch'] as const

const load = () => import('../commands/session')
const store: OptionSpec = { name: 'store', value: 'SITE:PATH|DIR', help: "the calendar's folder" }
const note: OptionSpec = { name: 'note', value: 'TEXT', help: 'what the next user should know' }
const notes = ['Without UID: your session that runs, or is about to. Without --store: of every calendar that is known.']
const some = { usage: '[UID]', arguments: { least: 0, most: 1 }, connects: true, notes } as const

/** What a booking does while it holds. */
export const sessionCommands: readonly CommandSpec[] = [
  {
    words: ['session', 'now'],
    usage: '',
    summary: 'list your sessions that run or begin within a day: movies, room, quality, jobs',
    arguments: { least: 0, most: 0 },
    connects: true,
    options: [store],
    examples: ['farscope session now', 'farscope session now --json'],
    notes: [
      'Without --store: of every calendar that is known. None of yours is an empty list, and no failure.',
      'Of one under way also what its microscope, its storage, its pre-processing, its jobs and the copies are at.',
      'Where there is no calendar the exit status is 1; where one of several could not be read it is 6.'
    ],
    load: async () => (await load()).listSessions
  },
  {
    ...some,
    words: ['session', 'start'],
    summary: 'do now what a session does at its begin, or what of it failed',
    options: [store],
    examples: ['farscope session start'],
    load: async () => (await load()).startSession
  },
  {
    ...some,
    words: ['session', 'extend'],
    usage: '[UID] --minutes N',
    summary: 'let a session go on longer, if the time is free',
    options: [{ name: 'minutes', value: 'N', help: 'by how many minutes' }, store],
    examples: ['farscope session extend --minutes 60'],
    load: async () => (await load()).extendSession
  },
  {
    ...some,
    words: ['session', 'end'],
    summary: 'end a session before its time: its display closes, the rest is free',
    options: [note, store],
    examples: ["farscope session end --note 'Slot 4 of the autoloader is empty.' --yes"],
    load: async () => (await load()).endSession
  },
  {
    ...some,
    words: ['session', 'hand-over'],
    usage: '[UID] --to USER',
    summary: 'make another person of the booking its operator',
    options: [{ name: 'to', value: 'USER', help: 'who takes over' }, note, store],
    examples: ['farscope session hand-over --to tunde --note "Grid 3 is next."'],
    load: async () => (await load()).handOverSession
  },
  {
    ...some,
    words: ['session', 'ask-control'],
    summary: 'ask the operator to hand over to you, who may only look',
    options: [{ name: 'message', value: 'TEXT', help: 'why, or for how long' }, store],
    examples: ['farscope session ask-control --message "Grid 3 is mine."'],
    notes: [
      ...notes,
      'The operator is told in Farscope and sees it in session now; session hand-over --to USER answers it with yes.'
    ],
    load: async () => (await load()).askControl
  },
  {
    ...some,
    words: ['session', 'refuse-control'],
    usage: '[UID] --user USER',
    summary: 'answer a request for control with no, or take back your own',
    options: [
      { name: 'user', value: 'USER', help: 'whose request it is' },
      { name: 'message', value: 'TEXT', help: 'why, or when it will be' },
      store
    ],
    examples: ['farscope session refuse-control --user tunde --message "When the alignment is done."'],
    load: async () => (await load()).refuseControl
  },
  {
    ...some,
    words: ['session', 'no-show'],
    usage: 'UID',
    arguments: { least: 1, most: 1 },
    summary: 'log that nobody came, and free the rest of the slot',
    options: [store],
    examples: ['farscope session no-show 0f3a@farscope --yes'],
    notes: ['Its owner, its operator and administrators may.'],
    load: async () => (await load()).sessionNoShow
  },
  {
    words: ['session', 'notices'],
    usage: '',
    summary: 'list what happened to your bookings: begins, ends, offered, asked, granted, …',
    arguments: { least: 0, most: 0 },
    options: [
      { name: 'limit', value: 'N', help: 'the latest N (100)' },
      { name: 'follow', short: 'f', help: 'go on with each as it happens' }
    ],
    examples: ['farscope session notices', 'farscope session notices --follow --json'],
    connects: false,
    stays: true,
    notes: ['Events are noticed while the window or farscope serve runs, and made up for when it runs again.'],
    load: async () => (await import('../commands/notices')).sessionNotices
  },
  {
    ...some,
    words: ['session', 'undo'],
    usage: '[UID] --step STEP',
    summary: 'take back what a session did by itself',
    options: [
      { name: 'step', value: 'STEP', choices: undoableStepNames, help: 'armed, folder (where it is empty) or watch' },
      store
    ],
    examples: ['farscope session undo --step folder'],
    load: async () => (await load()).undoStep
  }
]
