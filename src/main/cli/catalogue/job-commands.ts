import type { CommandSpec } from '../command'

const load = () => import('../commands/job')

export const jobCommands: readonly CommandSpec[] = [
  {
    words: ['jobs'],
    usage: 'SITE',
    summary: 'list SLURM jobs',
    arguments: { least: 1, most: 1 },
    options: [
      { name: 'all-users', help: 'the jobs of everybody' },
      { name: 'state', value: 'STATE,…', repeated: true, help: 'only these states, for instance PENDING,RUNNING' },
      { name: 'history', value: 'DAYS', help: 'also finished jobs of the last DAYS days, from accounting' },
      { name: 'tasks', help: 'one row a task instead of one an array' }
    ],
    examples: ['farscope jobs krios', 'farscope jobs krios --history 7 --state FAILED --json'],
    connects: true,
    load: async () => (await load()).listJobs
  },
  {
    words: ['job', 'show'],
    usage: 'SITE ID',
    summary: 'show a job',
    arguments: { least: 2, most: 2 },
    options: [],
    examples: ['farscope job show krios 4711'],
    connects: true,
    load: async () => (await load()).showJob
  },
  {
    words: ['job', 'submit'],
    usage: 'SITE FILE|- [--chdir PATH] [-- SBATCH_OPTIONS…]',
    summary: 'submit a batch script; - reads it from standard input',
    arguments: { least: 2, most: 2 },
    rest: { required: false, help: 'options for sbatch' },
    options: [{ name: 'chdir', value: 'PATH', help: 'working folder of the job on the site' }],
    examples: [
      'farscope job submit krios class2d.sh --chdir run1',
      'farscope job submit krios - -- --gres=gpu:1 <job.sh'
    ],
    connects: true,
    load: async () => (await import('../commands/job-submit')).submitJob
  },
  {
    words: ['job', 'cancel'],
    usage: 'SITE ID…',
    summary: 'cancel jobs',
    arguments: { least: 2, most: Number.POSITIVE_INFINITY },
    options: [],
    examples: ['farscope job cancel krios 4711 4712 --yes'],
    connects: true,
    notes: ['Without a terminal --yes is needed.'],
    load: async () => (await load()).cancelJobs
  },
  {
    words: ['job', 'wait'],
    usage: 'SITE ID',
    summary: 'wait until a job has ended',
    arguments: { least: 2, most: 2 },
    options: [],
    examples: ['farscope job wait krios 4711 --timeout 3600'],
    connects: true,
    remoteStatus: true,
    notes: [
      'The exit status is the job’s own, 128+n when signal n ended it; 1 when it did not complete and left no status',
      '(cancelled while pending, out of time, node failure).'
    ],
    load: async () => (await load()).waitForJob
  },
  {
    words: ['job', 'tail'],
    usage: 'SITE ID',
    summary: 'show the end of a job’s output file',
    arguments: { least: 2, most: 2 },
    options: [
      { name: 'follow', short: 'f', help: 'go on as it grows, until the job has ended' },
      { name: 'lines', short: 'n', value: 'N', help: 'how many lines of its end (10)' },
      { name: 'stderr', help: 'the error file instead' }
    ],
    examples: ['farscope job tail krios 4711 -f'],
    connects: true,
    load: async () => (await import('../commands/job-tail')).tailJob
  }
]
