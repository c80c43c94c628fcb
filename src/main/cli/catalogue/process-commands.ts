import type { CommandSpec, OptionSpec } from '../command'

const load = () => import('../commands/watch-process')
const one = { arguments: { least: 1, most: 1 }, options: [], connects: false, usage: 'NAME' } as const
const engineNote =
  'Rules work while the window or farscope serve runs, and go on by themselves when it is started again.'

const formOptions: readonly OptionSpec[] = [
  { name: 'template', value: 'T', help: 'what each task does (see job templates)' },
  {
    name: 'set',
    value: 'K=V',
    repeated: true,
    help: 'a field of the template, or partition, account, tasks, cpus, gpus, memory, time; {file} and {name} differ'
  },
  { name: 'module', value: 'NAME', repeated: true, help: 'load this module before' },
  {
    name: 'launcher',
    value: 'L',
    choices: ['srun', 'mpirun'],
    help: 'starts programs of several tasks (at first: srun)'
  }
]

/** Of a rule that begins, what is not said is as in brackets. */
const paceOptions: readonly OptionSpec[] = [
  { name: 'batch', value: 'N', help: 'files of one array (at first: 20)' },
  { name: 'wait', value: 'SECONDS', help: 'a smaller array goes when its oldest file waited so long (at first: 120)' },
  { name: 'at-once', value: 'N', help: 'tasks of one array that run at once (at first: 4)' },
  { name: 'queued', value: 'N', help: 'tasks that wait or run in SLURM, at most (at first: 40)' },
  { name: 'retries', value: 'N', help: 'how often a file whose task failed is tried again (at first: 1)' }
]

export const processCommands: readonly CommandSpec[] = [
  {
    words: ['watch', 'process', 'add'],
    usage: 'WATCH --site SITE --template T --set K=V…',
    summary: 'keep job arrays running on the newest files that a watch brings',
    arguments: { least: 1, most: 1 },
    options: [
      { name: 'site', value: 'SITE', help: 'where the jobs are submitted' },
      ...formOptions,
      { name: 'name', value: 'NAME', help: 'what the rule is called (default: as the watch)' },
      { name: 'from', value: 'PLACE', help: 'folder or destination of the watch (default: its one place at SITE)' },
      { name: 'seen-as', value: 'PATH', help: 'what that folder is called on the nodes (default: the same)' },
      { name: 'chdir', value: 'PATH', help: 'where the jobs work (default: preprocess, beside the folder)' },
      {
        name: 'include',
        value: 'GLOB',
        repeated: true,
        help: 'take only files that fit one (default: *.{mrc,mrcs,tif,tiff,eer})'
      },
      ...paceOptions
    ],
    examples: [
      'farscope watch process add run7 --site hpc --template motioncor3 --set format=eer --set pixel_size=0.73',
      `farscope watch process add run7 --site hpc --template array-job --set 'command=./one.sh "$FARSCOPE_FILE"' --queued 100`
    ],
    connects: true,
    notes: [
      'The newest files go first, older ones when there is room. Each file goes once: what was submitted is written down',
      'here and in .farscope below the folder of the work, and an array whose answer was lost is found again by its name.',
      '{file} in a value is the path of the file, {name} its name without ending; in a command line write "$FARSCOPE_FILE".',
      'A file is taken when it is verified at a destination, or finished in the watched folder itself.',
      engineNote
    ],
    load: async () => (await load()).addRule
  },
  {
    words: ['watch', 'process', 'list'],
    usage: '',
    summary: 'list the rules of pre-processing with what waits, runs, is done and failed',
    arguments: { least: 0, most: 0 },
    options: [],
    examples: ['farscope watch process list', 'farscope watch process list --json'],
    connects: false,
    load: async () => (await load()).listRules
  },
  {
    ...one,
    words: ['watch', 'process', 'status'],
    summary: 'show how a rule stands, and its arrays that have not ended',
    examples: ['farscope watch process status run7'],
    notes: [engineNote],
    load: async () => (await load()).showRule
  },
  {
    ...one,
    words: ['watch', 'process', 'files'],
    summary: 'list the files of a rule and what became of each, newest first',
    options: [
      {
        name: 'state',
        value: 'STATE',
        repeated: true,
        choices: ['waiting', 'submitted', 'done', 'failed', 'replaced'],
        help: 'only those in this state'
      },
      { name: 'last', value: 'N', help: 'at most so many (default: 1000)' }
    ],
    examples: ['farscope watch process files run7 --state failed'],
    load: async () => (await load()).listProcessed
  },
  {
    ...one,
    words: ['watch', 'process', 'change'],
    usage: 'NAME [--set K=V]… [--at-once N] …',
    summary: 'change what each task does, or how many there are; what is not said stays',
    options: [...formOptions, ...paceOptions],
    examples: [
      'farscope watch process change run7 --at-once 16 --queued 100',
      'farscope watch process change run7 --set partition=gpu'
    ],
    notes: [
      'Arrays that SLURM has go on as they were submitted, and what is done is not done again. Another --template begins',
      'with nothing set. --set K= takes a setting back. Which files are taken, and where, does not change.',
      engineNote
    ],
    load: async () => (await load()).changeRule
  },
  {
    ...one,
    words: ['watch', 'process', 'pause'],
    summary: 'submit nothing until it is resumed; arrays that SLURM has go on',
    examples: ['farscope watch process pause run7'],
    load: async () => (await load()).pauseRule
  },
  {
    ...one,
    words: ['watch', 'process', 'resume'],
    summary: 'go on with a paused rule',
    examples: ['farscope watch process resume run7'],
    notes: [engineNote],
    load: async () => (await load()).resumeRule
  },
  {
    ...one,
    words: ['watch', 'process', 'retry'],
    summary: 'try the files that failed for good once more',
    examples: ['farscope watch process retry run7'],
    load: async () => (await load()).retryRule
  },
  {
    ...one,
    words: ['watch', 'process', 'remove'],
    summary: 'pre-process no more; results stay',
    examples: ['farscope watch process remove run7'],
    notes: ['What it knows of its files is forgotten: added again, it takes all of them anew.'],
    load: async () => (await load()).removeRule
  }
]
