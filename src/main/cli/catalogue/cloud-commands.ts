import type { CommandSpec, OptionSpec } from '../command'

const load = () => import('../commands/cloud')
const watches = () => import('../commands/cloud-watch')
const clusters = () => import('../commands/cloud-clusters')
const where: readonly OptionSpec[] = [
  { name: 'profile', value: 'NAME', help: 'this profile of ~/.aws instead of the chosen one' },
  { name: 'region', value: 'REGION', help: 'this region instead of the chosen one' }
]
const none = { usage: '', arguments: { least: 0, most: 0 }, connects: true } as const
const estimates = 'Costs are estimates; unknown is not nothing, and no sum has it in it.'

export const cloudCommands: readonly CommandSpec[] = [
  {
    ...none,
    words: ['cloud', 'account'],
    summary: 'tell who you are in AWS, and list the profiles of ~/.aws',
    options: [
      ...where,
      { name: 'keep', help: 'from now on this profile and this region are meant where none is named' },
      { name: 'forget', help: 'forget what was kept' }
    ],
    examples: ['farscope cloud account', 'farscope cloud account --profile lab --region eu-central-1 --keep'],
    notes: [
      'Sign in with the AWS command line (aws sso login, aws configure); Farscope reads its files and keeps no key.',
      'AWS_PROFILE, AWS_REGION and AWS_ENDPOINT_URL (also _EC2, _STS, _SSM, _PRICING) are heeded.'
    ],
    load: async () => (await load()).showAccount
  },
  {
    ...none,
    words: ['cloud', 'check'],
    summary: 'check the permissions that a cloud run needs, without changing anything',
    options: where,
    examples: ['farscope cloud check', 'farscope cloud check --region us-east-1 --json'],
    notes: ['The exit status is 1 when one is missing.'],
    load: async () => (await load()).checkAccount
  },
  {
    ...none,
    words: ['cloud', 'types'],
    usage: '[PATTERN]',
    arguments: { least: 0, most: 1 },
    summary: 'list the types of machines of a region: GPUs, memory, processors',
    options: [...where, { name: 'gpus', value: 'N', help: 'only those with at least N GPUs' }],
    examples: ['farscope cloud types --gpus 1', "farscope cloud types 'g5.*' --region eu-central-1"],
    load: async () => (await load()).listTypes
  },
  {
    ...none,
    words: ['cloud', 'prices'],
    usage: 'TYPE…',
    arguments: { least: 1, most: 50 },
    summary: 'tell what machines cost an hour: on demand, and on the spot market by zone',
    options: where,
    examples: ['farscope cloud prices g5.2xlarge p4d.24xlarge'],
    notes: [
      "Prices on demand are those of AWS's list (permission pricing:GetProducts), asked once a day; where it may not be",
      'asked, those of a table of the program, of the day that is shown. Spot prices are those of now.'
    ],
    load: async () => (await load()).showPrices
  },
  {
    ...none,
    words: ['cloud', 'list'],
    summary: 'list what carries the tags of Farscope in a region, and what it costs',
    options: where,
    examples: ['farscope cloud list', 'farscope cloud list --region us-west-2 --json'],
    notes: [estimates, 'The exit status is 6 when something could not be asked for, and what was found is listed.'],
    load: async () => (await watches()).listCloud
  },
  {
    ...none,
    words: ['cloud', 'clusters'],
    summary: 'list the clusters of AWS ParallelCluster in a region, and make one of them a site',
    options: [
      ...where,
      { name: 'add', value: 'CLUSTER', help: 'make a site of its head node, or bring that site to its new address' },
      { name: 'site', value: 'NAME', help: 'with --add: the name of the site instead of that of the cluster' },
      { name: 'user', value: 'USER', help: 'with --add: who signs in, where the image does not tell' },
      { name: 'identity', short: 'i', value: 'FILE', repeated: true, help: 'with --add: private key to try' }
    ],
    examples: ['farscope cloud clusters', 'farscope cloud clusters --add em-cluster -i ~/.ssh/em.pem'],
    notes: [
      'They are found by the tags that ParallelCluster puts on its machines.',
      'A head node that was stopped and started has another address: --add again mends the site.'
    ],
    load: async () => (await clusters()).showClusters
  },
  {
    ...none,
    words: ['cloud', 'orphans'],
    summary: 'list what was left behind: past its expiry, or of no run that is known here',
    options: where,
    examples: ['farscope cloud orphans'],
    notes: [estimates],
    load: async () => (await watches()).listOrphans
  },
  {
    ...none,
    words: ['cloud', 'sweep'],
    usage: '[ID…]',
    arguments: { least: 0, most: 2000 },
    summary: 'delete orphans of your own, all or those that are named',
    options: [...where, { name: 'expect', value: 'N', help: 'so many, else nothing is deleted' }],
    examples: ['farscope cloud sweep', 'farscope cloud sweep i-0123456789abcdef0 --yes'],
    notes: [
      'It names what goes and asks. Each is looked at once more right before: what is not yours stays.',
      'The data of what is deleted is lost.',
      'Results that wait for a run which this computer does not know go only when they are named.'
    ],
    load: async () => (await watches()).sweepOrphans
  }
]
