import type { CommandSpec } from '../command'

const load = () => import('../commands/job-history')

/** What is remembered of jobs on this computer: no site is asked. */
export const jobHistoryCommands: readonly CommandSpec[] = [
  {
    words: ['job', 'history'],
    usage: '[SITE]',
    summary: 'list jobs that ended, also those that SLURM has forgotten',
    arguments: { least: 0, most: 1 },
    options: [
      { name: 'state', value: 'STATE,…', repeated: true, help: 'only these states, for instance FAILED,TIMEOUT' },
      { name: 'from', value: 'TIME', help: 'only those that ended at or after TIME' },
      { name: 'to', value: 'TIME', help: 'only those that ended before TIME' },
      { name: 'text', value: 'TEXT', help: 'only those with TEXT in id, name, user, folder or partition' },
      { name: 'limit', value: 'N', help: 'at most N jobs, the latest first (200)' },
      { name: 'csv', help: 'all of them as CSV (RFC 4180) instead of a list' },
      { name: 'weeks', value: 'N', help: 'sums of the last N weeks instead of a list' }
    ],
    examples: [
      'farscope job history krios --state FAILED,TIMEOUT --from 2026-11-01',
      'farscope job history --csv --text class2d >jobs.csv',
      'farscope job history --weeks 12 --json'
    ],
    connects: false,
    notes: [
      'TIME is a day, 2026-11-01 (from midnight UTC), or ISO 8601 with offset, 2026-11-01T09:00:00Z.',
      'State UNKNOWN: it left the queue unseen, and SLURM did not say how it ended.',
      'In the CSV text that begins with = + - @ has an apostrophe before it, so no spreadsheet takes it for a formula.'
    ],
    load: async () => (await load()).jobHistory
  },
  {
    words: ['job', 'notices'],
    usage: '',
    summary: 'list what happened to jobs: started, completed, failed, …',
    arguments: { least: 0, most: 0 },
    options: [
      { name: 'limit', value: 'N', help: 'the latest N (100)' },
      { name: 'follow', short: 'f', help: 'go on with each as it happens' }
    ],
    examples: ['farscope job notices', 'farscope job notices --follow --json'],
    connects: false,
    stays: true,
    notes: [
      'Events are noticed while the window or farscope serve runs, and made up for when it runs again.',
      'The setting jobNotices chooses of which events.'
    ],
    load: async () => (await import('../commands/notices')).jobNotices
  },
  {
    words: ['job', 'submission'],
    usage: 'SITE ID',
    summary: 'show the script and options that a job was submitted with from here',
    arguments: { least: 2, most: 2 },
    options: [],
    examples: ['farscope job submission krios 4711'],
    connects: false,
    load: async () => (await load()).jobSubmission
  }
]
