import type { CommandSpec, OptionSpec } from '../command'

const launches = () => import('../commands/cloud-launch')
const runs = () => import('../commands/cloud-runs')
const spends = () => import('../commands/cloud-spend')

const one = { usage: 'RUN', arguments: { least: 1, most: 1 }, options: [], connects: true } as const
const none = { usage: '', arguments: { least: 0, most: 0 }, options: [], connects: false } as const
const idNote = 'The beginning of a RUN is enough where only one run has it.'
const stayNote =
  'Without the window or farscope serve this command stays until the run is over; stopped, the run itself goes on.'
const estimates = 'Costs are estimates; an unknown price is unknown, never nothing.'
const states = 'launching booting uploading running fetching waiting ending stuck done failed stopped'.split(' ')

const machine: readonly OptionSpec[] = [
  {
    name: 'type',
    value: 'TYPE',
    repeated: true,
    help: 'a machine such as g5.2xlarge; several: the next where one is not to be had'
  },
  { name: 'spot', help: 'from the spot market: cheaper, and it may be taken away' },
  { name: 'on-demand', help: 'not from the spot market, whatever the plan says' },
  { name: 'max-duration', value: 'TIME', help: 'the machine ends after so long, whatever happens: 90m, 12h, 2d' },
  {
    name: 'renew-up-to',
    value: 'TIME',
    help: 'the time is renewed by itself while farscope lives and the run goes on, until so long after the launch'
  },
  { name: 'max-cost', value: 'USD', help: 'nothing is launched that could cost more, or whose price is unknown' },
  {
    name: 'max-price',
    value: 'USD',
    help: 'spot: so many dollars an hour of the machine alone (default: the on-demand price)'
  },
  { name: 'allow-unknown-price', help: 'also where the price is unknown and a budget that stops cannot hold it' },
  { name: 'step', value: 'STEP', help: 'step of the planner that it is' },
  { name: 'profile', value: 'NAME', help: 'this profile of ~/.aws instead of the chosen one' },
  { name: 'region', value: 'REGION', help: 'this region instead of the chosen one' },
  { name: 'zone', value: 'ZONE', repeated: true, help: 'in this zone; several: the next where one has none' },
  { name: 'name', value: 'NAME', help: 'what it is called' },
  { name: 'project', value: 'PROJECT', help: 'for this project: in tags, sums and budgets' },
  { name: 'session', value: 'UID', help: 'of this booked session' },
  { name: 'disk', value: 'GIB', help: 'size of its disk (default: 200)' },
  { name: 'image', value: 'AMI', help: "this image instead of AWS's Deep Learning image" },
  { name: 'image-user', value: 'USER', help: 'who signs in on that image (default: ubuntu)' },
  { name: 'subnet', value: 'SUBNET', help: 'in this subnet' },
  { name: 'instance-profile', value: 'NAME', help: 'IAM instance profile for commands that ask AWS themselves' },
  { name: 'idle', value: 'TIME', help: 'end the command when the processors have been idle so long' },
  { name: 'gpu-idle', value: 'TIME', help: 'end the command when every GPU has been idle so long' },
  { name: 'continue-command', value: 'SCRIPT', help: 'text of a script to go on with on a further spot machine' },
  { name: 'input', value: 'PLACE[=NAME]', repeated: true, help: 'file or folder that goes up, as NAME' },
  { name: 'output', value: 'NAME[=PLACE]', repeated: true, help: 'what comes back when the command has ended' },
  {
    name: 'results',
    value: 's3:BUCKET/FOLDER',
    help: 'where it waits when nobody fetches it: the machine puts it there, without a key, and ends'
  },
  {
    name: 'results-keep-machine',
    help: 'the machine stays until its time is over, also with its results in the bucket'
  }
]

export const cloudRunCommands: readonly CommandSpec[] = [
  {
    ...none,
    words: ['cloud', 'launch'],
    usage: '--max-duration TIME [OPTIONS] -- COMMAND…',
    summary: 'run a command on a machine of the cloud: files up, command, files back, machine gone',
    rest: { required: false, help: 'the command, in the folder that the inputs are in' },
    options: [
      ...machine,
      { name: 'script', value: 'FILE', help: 'a script for bash instead of a command; - for standard input' },
      { name: 'plan', value: 'NAME', help: 'a saved plan: --step fills in machine, spot and time' }
    ],
    examples: [
      'farscope cloud launch --type g5.2xlarge --max-duration 30m -- nvidia-smi',
      'farscope cloud launch --type g6.2xlarge --spot --max-duration 6h --max-cost 5 --input ./particles --output out=./out --script run.sh',
      'farscope cloud launch --plan hemoglobin --step class2d --script class2d.sh'
    ],
    connects: true,
    notes: ['It tells what an hour costs and what it can cost at most, and asks once.', estimates, stayNote],
    load: async () => (await launches()).launchRun
  },
  {
    words: ['cloud', 'submit'],
    usage: 'SCRIPT --max-duration TIME [OPTIONS]',
    summary: "submit a script, as RELION's queue submit command: a job becomes a run",
    arguments: { least: 1, most: 1 },
    options: [
      ...machine,
      { name: 'chdir', value: 'PATH', help: "RELION's project instead of the folder of this command" },
      { name: 'no-check', help: 'also where RELION would stop at once: columns, box, diameter, iteration' }
    ],
    examples: ['farscope cloud submit Class2D/job012/run_submit.script --max-duration 12h --spot --max-cost 20'],
    connects: true,
    notes: [
      'In RELION: "farscope cloud submit --max-duration 12h" as the queue submit command, and the file',
      'farscope-cloud-submit.sh as the standard submission script; see the guide. It asks nothing: give it limits.',
      'What the job reads goes up (options, STAR files and what they name), its folder comes back.',
      stayNote
    ],
    load: async () => (await launches()).submitRun
  },
  {
    ...none,
    words: ['cloud', 'runs'],
    summary: 'list the runs that were launched from here',
    options: [{ name: 'state', value: 'STATE', repeated: true, choices: states, help: 'only those in this state' }],
    examples: ['farscope cloud runs', 'farscope cloud runs --state running --json'],
    notes: [estimates],
    load: async () => (await runs()).listRuns
  },
  {
    ...one,
    words: ['cloud', 'show'],
    summary: 'show a run: state, machine, files, cost',
    connects: false,
    examples: ['farscope cloud show r4k2', 'farscope cloud show r4k2 --json'],
    notes: [idNote],
    load: async () => (await runs()).showRun
  },
  {
    ...one,
    words: ['cloud', 'log'],
    summary: 'print what the command of a run writes',
    options: [
      { name: 'follow', short: 'f', help: 'go on while it runs' },
      { name: 'from', value: 'BYTE', help: 'from this byte on (default: 0)' }
    ],
    examples: ['farscope cloud log r4k2 --follow'],
    notes: [idNote, 'With --follow and --json one object a line.'],
    load: async () => (await runs()).logRun
  },
  {
    ...one,
    words: ['cloud', 'fetch'],
    summary: 'fetch outputs that wait on the machine, then end it, or that wait in a bucket',
    options: [{ name: 'keep', help: 'the machine stays until its time is over, and costs' }],
    examples: ['farscope cloud fetch r4k2'],
    notes: [idNote, stayNote],
    load: async () => (await runs()).fetchRun
  },
  {
    ...one,
    words: ['cloud', 'stop'],
    summary: 'end the command of a run; its outputs are fetched, then the machine goes',
    examples: ['farscope cloud stop r4k2'],
    notes: [idNote, stayNote],
    load: async () => (await runs()).stopRun
  },
  {
    ...one,
    words: ['cloud', 'terminate'],
    summary: 'end the machine of a run now; what was not fetched is lost',
    examples: ['farscope cloud terminate r4k2 --yes'],
    notes: [idNote],
    load: async () => (await runs()).terminateRun
  },
  {
    ...one,
    words: ['cloud', 'extend'],
    usage: 'RUN --max-duration TIME',
    summary: 'move the time at which the machine ends itself: so long from now',
    options: [{ name: 'max-duration', value: 'TIME', help: 'from now on: 90m, 12h, 2d' }],
    examples: ['farscope cloud extend r4k2 --max-duration 4h'],
    notes: [idNote],
    load: async () => (await runs()).extendRun
  },
  {
    ...one,
    words: ['cloud', 'forget'],
    summary: 'forget a run that is over; files stay where they are',
    options: [{ name: 'abandon', help: 'also one whose machine cannot be ended: it is left to its own end' }],
    connects: false,
    examples: ['farscope cloud forget r4k2'],
    notes: [idNote],
    load: async () => (await runs()).forgetRun
  },
  {
    ...none,
    words: ['cloud', 'cost'],
    summary: 'tell what runs have cost, and how budgets stand',
    options: [
      {
        name: 'by',
        value: 'GROUP',
        choices: ['run', 'session', 'project', 'day', 'type'],
        help: 'one row for each (default: run)'
      },
      { name: 'from', value: 'DAY', help: 'from this day of UTC on (default: the first of the month)' },
      { name: 'to', value: 'DAY', help: 'until this day of UTC (default: today)' },
      { name: 'csv', help: 'as CSV' }
    ],
    examples: [
      'farscope cloud cost --by project',
      'farscope cloud cost --by day --from 2026-11-01 --to 2026-11-30 --csv'
    ],
    notes: [estimates, 'Machines by the second with disk and address; not: transfer out of AWS, taxes, support.'],
    load: async () => (await spends()).showCost
  },
  {
    ...none,
    words: ['cloud', 'budget', 'list'],
    summary: 'list the budgets of cloud runs',
    examples: ['farscope cloud budget list'],
    load: async () => (await spends()).listBudgets
  },
  {
    ...none,
    words: ['cloud', 'budget', 'set'],
    usage: '--usd USD [OPTIONS]',
    summary: 'say how much runs may cost; told at 50, 80 and 100 %',
    options: [
      { name: 'usd', value: 'USD', help: 'so many dollars' },
      { name: 'project', value: 'PROJECT', help: 'of this project (default: of all runs together)' },
      { name: 'per', value: 'TIME', choices: ['month', 'ever'], help: 'each month of UTC (default), or once' },
      { name: 'stop', help: 'at 100 % stop what runs (outputs are fetched) and launch nothing more' }
    ],
    examples: [
      'farscope cloud budget set --usd 500',
      'farscope cloud budget set --usd 200 --project hemoglobin --stop'
    ],
    notes: [
      'It takes the place of the one that the project has.',
      'A budget cannot hold what has no known price: with --stop it is refused, unless launched with --allow-unknown-price.'
    ],
    load: async () => (await spends()).setBudget
  },
  {
    ...none,
    words: ['cloud', 'budget', 'remove'],
    usage: '[--project PROJECT]',
    summary: 'remove a budget',
    options: [{ name: 'project', value: 'PROJECT', help: 'of this project (default: of all runs together)' }],
    examples: ['farscope cloud budget remove --project hemoglobin'],
    load: async () => (await spends()).removeBudget
  },
  {
    ...none,
    words: ['cloud', 'notices'],
    summary: 'list what was told of runs: marks of budgets, records that cannot be read',
    options: [
      { name: 'limit', value: 'N', help: 'the latest N (100)' },
      { name: 'follow', short: 'f', help: 'go on with each as it happens' }
    ],
    examples: ['farscope cloud notices', 'farscope cloud notices --follow --json'],
    stays: true,
    notes: ['Budgets are looked at while the window or farscope serve runs.'],
    load: async () => (await import('../commands/notices')).budgetNotices
  }
]
