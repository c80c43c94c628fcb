import type { CommandSpec } from '../command'

const load = () => import('../commands/job')
const insight = () => import('../commands/job-insight')
const acts = () => import('../commands/job-acts')

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
    words: ['cluster'],
    usage: 'SITE',
    summary: "show a cluster's partitions, GPUs and reservations",
    arguments: { least: 1, most: 1 },
    options: [],
    examples: ['farscope cluster krios', 'farscope cluster krios --json'],
    connects: true,
    load: async () => (await import('../commands/cluster')).showCluster
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
    usage: 'SITE FILE|-|--template T [--set K=V…] [--chdir PATH] [-- SBATCH_OPTIONS…]',
    summary: 'submit a batch script, - from standard input, or made from a template',
    arguments: { least: 1, most: 2 },
    rest: { required: false, help: 'options for sbatch' },
    options: [
      { name: 'chdir', value: 'PATH', help: 'working folder of the job on the site' },
      { name: 'session', help: 'in the folder of your session that runs, paid for by its account' },
      { name: 'template', value: 'T', help: 'make the script from this template (see job templates)' },
      {
        name: 'set',
        value: 'K=V',
        repeated: true,
        help: 'a field of the template, or name, partition, account, tasks, cpus, gpus, memory, time, array'
      },
      { name: 'module', value: 'M', repeated: true, help: 'load this module first (see job modules)' },
      {
        name: 'launcher',
        value: 'L',
        choices: ['srun', 'mpirun'],
        help: 'what starts several processes; srun if unset'
      },
      { name: 'dry-run', help: 'print the script and submit nothing' }
    ],
    examples: [
      'farscope job submit krios class2d.sh --chdir run1',
      'farscope job submit krios - -- --gres=gpu:1 <job.sh',
      'farscope job submit krios --template relion-motioncorr --set input=movies.star --chdir project --dry-run'
    ],
    connects: true,
    load: async () => (await import('../commands/job-submit')).submitJob
  },
  {
    words: ['job', 'progress'],
    usage: 'SITE ID',
    summary: 'tell how far a RELION or cryoSPARC job is: iteration, resolution, classes, micrographs',
    arguments: { least: 2, most: 2 },
    options: [],
    examples: ['farscope job progress krios 4711'],
    connects: true,
    load: async () => (await import('../commands/job-progress')).jobProgress
  },
  {
    words: ['job', 'classes'],
    usage: 'SITE ID [--png FILE|DIR]',
    summary: 'the classes of a job, largest first, and their pictures',
    arguments: { least: 2, most: 2 },
    options: [
      { name: 'png', value: 'FILE|DIR', help: 'write all into one FILE.png, or each into a folder' },
      { name: 'most', value: 'N', help: 'at most N of them (50)' }
    ],
    examples: ['farscope job classes krios 4711 --png classes.png'],
    connects: true,
    notes: ['Of maps (Class3D, Refine3D) the central section.'],
    load: async () => (await import('../commands/job-classes')).jobClasses
  },
  {
    words: ['job', 'usage'],
    usage: 'SITE ID',
    summary: 'what a running job uses of its CPUs, memory and GPUs',
    arguments: { least: 2, most: 2 },
    options: [{ name: 'follow', short: 'f', help: 'go on until the job has ended' }],
    examples: ['farscope job usage krios 4711 --follow'],
    connects: true,
    notes: ['Asked every 15 seconds while somebody looks; what was seen is kept after the job has ended.'],
    load: async () => (await import('../commands/job-usage')).jobUsage
  },
  {
    words: ['job', 'gpus'],
    usage: 'SITE ID',
    summary: 'what the GPUs of a running job do now, by nvidia-smi on its nodes',
    arguments: { least: 2, most: 2 },
    options: [],
    examples: ['farscope job gpus krios 4711'],
    connects: true,
    notes: [
      'Asked inside the job (srun --overlap), else over ssh from the login node. The exit status is 1 without any.'
    ],
    load: async () => (await import('../commands/job-usage')).jobGpus
  },
  {
    words: ['job', 'templates'],
    usage: '[TEMPLATE]',
    summary: 'list the templates of batch scripts, or the fields of one',
    arguments: { least: 0, most: 1 },
    options: [],
    examples: ['farscope job templates', 'farscope job templates relion-class2d'],
    connects: false,
    load: async () => (await import('../commands/job-template')).listTemplates
  },
  {
    words: ['job', 'modules'],
    usage: 'SITE',
    summary: 'list the software modules of a site',
    arguments: { least: 1, most: 1 },
    options: [],
    examples: ['farscope job modules krios'],
    connects: true,
    load: async () => (await import('../commands/job-template')).listModules
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
    words: ['job', 'hold'],
    usage: 'SITE ID…',
    summary: 'keep waiting jobs from starting',
    arguments: { least: 2, most: Number.POSITIVE_INFINITY },
    options: [],
    examples: ['farscope job hold krios 4711 4712_3'],
    connects: true,
    load: async () => (await acts()).holdJobs
  },
  {
    words: ['job', 'release'],
    usage: 'SITE ID…',
    summary: 'let held jobs start',
    arguments: { least: 2, most: Number.POSITIVE_INFINITY },
    options: [],
    examples: ['farscope job release krios 4711'],
    connects: true,
    load: async () => (await acts()).releaseJobs
  },
  {
    words: ['job', 'requeue'],
    usage: 'SITE ID…',
    summary: 'end running jobs and let them wait again',
    arguments: { least: 2, most: Number.POSITIVE_INFINITY },
    options: [],
    examples: ['farscope job requeue krios 4711 --yes'],
    connects: true,
    notes: ['Without a terminal --yes is needed.'],
    load: async () => (await acts()).requeueJobs
  },
  {
    words: ['job', 'update'],
    usage: 'SITE ID… --time-limit D',
    summary: 'give jobs another time limit',
    arguments: { least: 2, most: Number.POSITIVE_INFINITY },
    options: [{ name: 'time-limit', value: 'D', help: '90 (minutes), 36h, 2d, 12:00:00 or 1-12:00:00' }],
    examples: ['farscope job update krios 4711 --time-limit 1-12:00:00'],
    connects: true,
    notes: ['SLURM counts whole minutes. Only an administrator may raise the limit of a running job.'],
    load: async () => (await acts()).updateJobs
  },
  {
    words: ['job', 'explain'],
    usage: 'SITE ID',
    summary: 'why a job waits, or how it stands, and what to do',
    arguments: { least: 2, most: 2 },
    options: [],
    examples: ['farscope job explain krios 4711'],
    connects: true,
    load: async () => (await insight()).explainJob
  },
  {
    words: ['job', 'efficiency'],
    usage: 'SITE ID',
    summary: 'how much of its CPUs, memory, GPUs and time a job used',
    arguments: { least: 2, most: 2 },
    options: [],
    examples: ['farscope job efficiency krios 4711 --json'],
    connects: true,
    notes: ['Of a running job: up to now. Needs the accounting of the cluster.'],
    load: async () => (await insight()).jobEfficiency
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
