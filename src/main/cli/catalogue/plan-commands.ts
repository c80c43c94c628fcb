import type { CommandSpec, OptionSpec } from '../command'

/** As planStepIds of the contract, repeated because help must not load zod; a test compares them. */
export const planStepNames = [
  ...(['movie-alignment', 'autopick', 'ctf', 'extract', 'class2d', 'refine3d-first', 'movie-extract'] as const),
  ...(['movie-refine', 'polish', 'class3d', 'refine3d-last', 'rosetta', 'queue'] as const)
] as const

const load = () => import('../commands/plan')
const loadSaved = () => import('../commands/plan-saved')
const csv: OptionSpec = { name: 'csv', help: 'as CSV (RFC 4180) instead of a table' }
const rank: OptionSpec = {
  ...{ name: 'rank', value: 'RANK', choices: ['time', 'cost', 'both'] },
  help: 'first by time, by cost, or by both (both)'
}
const inputs: readonly OptionSpec[] = [
  { name: 'movies', value: 'N', help: 'your movies; without it as many as in the benchmark' },
  { name: 'particles', value: 'N', help: 'your particles' },
  { name: 'box', value: 'PIXELS', help: 'your box size, one side' },
  { name: 'benchmark-movies', value: 'N', help: 'movies of the benchmark, where you know better' },
  { name: 'benchmark-particles', value: 'N', help: 'particles of the benchmark' },
  { name: 'benchmark-box', value: 'PIXELS', help: 'box size of the benchmark, which its document does not tell' },
  { name: 'gpus', value: 'N', help: 'only machines with at least N GPUs' },
  {
    ...{ name: 'pricing', value: 'PRICING', choices: ['on-demand', 'spot', 'reserved', 'document'] },
    help: 'which prices; document: those with which the documents calculated (on-demand)'
  },
  { name: 'price', value: 'TYPE=USD', repeated: true, help: 'dollars an hour of a type, instead of the table’s' },
  { name: 'run', value: 'STEP=MACHINE:HOURS[:USD]', repeated: true, help: 'a run of your own beside the benchmark’s' },
  { name: 'workstation-usd', value: 'USD', help: 'price of a workstation of your own' },
  { name: 'workstation-years', value: 'N', help: 'years that it is used' },
  { name: 'workstation-use', value: 'SHARE', help: 'share of all hours in which it computes, 0.01 to 1' },
  { name: 'workstation-gpus', value: 'N', help: 'its GPUs; the benchmark’s has 4' }
]
const workflow: readonly OptionSpec[] = [
  { name: 'step', value: 'STEP,…', repeated: true, help: 'only these steps' },
  { name: 'choose', value: 'STEP=MACHINE[,spot]', repeated: true, help: 'run a step on this machine' },
  rank,
  ...inputs
]
const perDay: OptionSpec = { name: 'per-day', value: 'SIZE', help: 'data of one day of collection, like 2TB' }
const step: OptionSpec = { name: 'step', value: 'STEP', choices: planStepNames, help: 'which step' }
const none = { arguments: { least: 0, most: 0 }, connects: false } as const
const decimal = 'Sizes are decimal: 2T and 2TB are 2 x 10^12 bytes; 2TiB is 2 x 2^40.'
const unknown = 'What nobody measured or priced is "unknown" (null), never 0.'

/** What a workflow, its data and its machines cost: answers from the tables that come with the program. */
const answers: readonly CommandSpec[] = [
  {
    ...none,
    words: ['plan', 'steps'],
    usage: '[--movies N] [--particles N] …',
    summary: 'what each step of a workflow takes on a workstation and in the cloud, for your data',
    options: [...workflow, csv],
    examples: ['farscope plan steps --movies 3000 --particles 400000', 'farscope plan steps --json --pricing document'],
    notes: [`Steps: ${planStepNames.join(', ')}.`, unknown],
    load: async () => (await load()).planStepsTable
  },
  {
    ...none,
    words: ['plan', 'machines'],
    usage: '--step STEP [--rank RANK] …',
    summary: 'which machine for a step: by time, by cost, by both',
    options: [
      step,
      rank,
      { name: 'unmeasured', help: 'also machines on which nobody has measured the step' },
      ...inputs,
      csv
    ],
    examples: ['farscope plan machines --step queue --movies 3871', 'farscope plan machines --step polish --rank cost'],
    notes: ['A * marks machines that no other beats in both time and cost.', unknown],
    load: async () => (await load()).planMachines
  },
  {
    ...none,
    words: ['plan', 'compare'],
    usage: '--source SOURCE',
    summary: 'what a document prints beside what its own numbers give',
    options: [
      { name: 'source', value: 'SOURCE', choices: ['cianfrocco-2017', 'weka-2023'], help: 'which document' },
      csv
    ],
    examples: ['farscope plan compare --source cianfrocco-2017 --json', 'farscope plan compare --source weka-2023'],
    load: async () => (await load()).planCompare
  },
  {
    ...none,
    words: ['plan', 'storage'],
    usage: '--per-day SIZE [--hot-days N] [--archive-years N]',
    summary: 'what data costs to keep, by tier',
    options: [
      perDay,
      { name: 'days-per-month', value: 'N', help: 'days of collection in a month (20)' },
      { name: 'hot-days', value: 'N', help: 'days on the hot tier (30)' },
      { name: 'archive-years', value: 'N', help: 'then years in the archive, 0 for none (5)' },
      csv
    ],
    examples: ['farscope plan storage --per-day 2TB --hot-days 60 --archive-years 5'],
    notes: [decimal],
    load: async () => (await load()).planStorage
  },
  {
    ...none,
    words: ['plan', 'transfer'],
    usage: '--per-day SIZE --rate RATE',
    summary: 'whether a link keeps up with a camera, and by how much',
    options: [
      perDay,
      { name: 'rate', value: 'RATE', help: 'of the link, like 5MB/s' },
      { name: 'hours-per-day', value: 'N', help: 'hours a day in which it may be used (24)' },
      { name: 'days', value: 'N', help: 'days of collection without a pause (1)' },
      csv
    ],
    examples: [
      'farscope plan transfer --per-day 2TB --rate 5MB/s',
      'farscope plan transfer --per-day 4T --rate 60M --days 3'
    ],
    notes: [decimal],
    load: async () => (await load()).planTransfer
  },
  {
    ...none,
    words: ['plan', 'start'],
    usage: '--step STEP [--site SITE --job ID | --expected-start TIME] …',
    summary: 'whether a job begins sooner on the cluster or in the cloud',
    connects: true,
    options: [
      step,
      { name: 'site', value: 'SITE', help: 'where the job waits' },
      { name: 'job', value: 'ID', help: 'the job whose expected start its scheduler is asked for' },
      { name: 'expected-start', value: 'TIME', help: 'when it would begin there, instead of asking' },
      { name: 'hours-here', value: 'N', help: 'hours that it runs on the cluster' },
      { name: 'type', value: 'TYPE', help: 'the machine in the cloud; without it the first by both time and cost' },
      { name: 'spot', help: 'on spot' },
      { name: 'boot-minutes', value: 'N', help: 'from the request to the first command, an assumption (5)' },
      ...inputs
    ],
    examples: ['farscope plan start --step polish --site krios --job 4711 --hours-here 8'],
    load: async () => (await load()).planStart
  },
  {
    ...none,
    words: ['plan', 'prices'],
    usage: '[TYPE…]',
    arguments: { least: 0, most: 200 },
    summary: 'list machines of EC2 with GPUs and prices, with their date',
    options: [],
    examples: ['farscope plan prices', 'farscope plan prices g5.4xlarge g6e.4xlarge --json'],
    notes: [unknown],
    load: async () => (await load()).planPrices
  },
  {
    ...none,
    words: ['plan', 'sources'],
    usage: '',
    summary: 'list where the planner’s numbers come from',
    options: [],
    examples: ['farscope plan sources'],
    load: async () => (await load()).planSources
  }
]

const onePlan = { usage: 'PLAN', arguments: { least: 1, most: 1 }, connects: false } as const
const planNames = ['PLAN is its name or its id.']

const saved: readonly CommandSpec[] = [
  {
    ...none,
    words: ['plan', 'save'],
    usage: 'NAME [--movies N] …',
    arguments: { least: 1, most: 1 },
    summary: 'keep a plan: its question, and each step’s machine, hours and cost',
    options: [{ name: 'replace', help: 'the plan of that name, if there is one' }, ...workflow],
    examples: ['farscope plan save "nanodisc, August" --movies 3871 --particles 412000'],
    load: async () => (await loadSaved()).savePlan
  },
  {
    ...none,
    words: ['plan', 'list'],
    usage: '',
    summary: 'list the plans that were kept',
    options: [],
    examples: ['farscope plan list --json'],
    load: async () => (await loadSaved()).listPlans
  },
  {
    ...onePlan,
    words: ['plan', 'show'],
    summary: 'show a plan with its runs',
    options: [csv],
    examples: ['farscope plan show "nanodisc, August"'],
    notes: planNames,
    load: async () => (await loadSaved()).showPlan
  },
  {
    ...onePlan,
    words: ['plan', 'rename'],
    usage: 'PLAN NAME',
    arguments: { least: 2, most: 2 },
    summary: 'give a plan another name',
    options: [],
    examples: ['farscope plan rename "nanodisc, August" nanodisc'],
    notes: planNames,
    load: async () => (await loadSaved()).renamePlan
  },
  {
    ...onePlan,
    words: ['plan', 'remove'],
    summary: 'forget a plan',
    options: [],
    examples: ['farscope plan remove nanodisc'],
    notes: planNames,
    load: async () => (await loadSaved()).removePlan
  }
]

export const planCommands: readonly CommandSpec[] = [...answers, ...saved]
