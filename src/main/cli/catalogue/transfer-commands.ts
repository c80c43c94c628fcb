import type { CommandSpec } from '../command'

const load = () => import('../commands/transfer')
const onSome = { arguments: { least: 0, most: 1 }, options: [], connects: true } as const
const idNote = 'The beginning of an ID is enough where only one transfer has it.'
const stayNote =
  'With no engine running, this command becomes the engine and stays until they have ended; Ctrl-C pauses them again.'

export const transferCommands: readonly CommandSpec[] = [
  {
    ...onSome,
    words: ['transfer', 'list'],
    usage: '',
    summary: 'list transfers, those of earlier runs too',
    arguments: { least: 0, most: 0 },
    connects: false,
    examples: ['farscope transfer list', 'farscope transfer list --json'],
    load: async () => (await load()).listTransfers
  },
  {
    ...onSome,
    words: ['transfer', 'pause'],
    usage: '[ID]',
    summary: 'pause a transfer, or all that run or wait',
    connects: false,
    examples: ['farscope transfer pause', 'farscope transfer pause 3f2a'],
    notes: [idNote],
    load: async () => (await load()).pauseTransfers
  },
  {
    ...onSome,
    words: ['transfer', 'resume'],
    usage: '[ID]',
    summary: 'go on with a paused transfer, or with all of them',
    examples: ['farscope transfer resume 3f2a'],
    notes: [idNote, stayNote],
    load: async () => (await load()).resumeTransfers
  },
  {
    ...onSome,
    words: ['transfer', 'cancel'],
    usage: '[ID]',
    summary: 'cancel a transfer, or all that have not ended',
    connects: false,
    examples: ['farscope transfer cancel 3f2a', 'farscope transfer cancel --yes'],
    notes: [idNote, 'What has arrived stays; part files are removed. Without an ID and a terminal it needs --yes.'],
    load: async () => (await load()).cancelTransfers
  },
  {
    ...onSome,
    words: ['transfer', 'retry'],
    usage: '[ID]',
    summary: 'copy again what failed, and nothing else',
    examples: ['farscope transfer retry 3f2a'],
    notes: [idNote, stayNote],
    load: async () => (await load()).retryTransfers
  }
]
