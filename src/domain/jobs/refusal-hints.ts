/** What to do when sbatch refuses a job: its words are those of slurm_errno.c (https://github.com/SchedMD/slurm). */

const hints: readonly (readonly [words: RegExp, hint: string])[] = [
  [
    /Requested node configuration is not available/i,
    'No node of that partition has all that is asked for. For GPUs name a partition that has them; else ask for fewer CPUs, less memory or fewer GPUs on each node.'
  ],
  [
    /Invalid generic resource|Invalid GRES|Invalid Trackable RESource/i,
    'The cluster has no such GPUs, or gives them another name: the page of the cluster, or farscope cluster, lists the GPUs of its nodes.'
  ],
  [/invalid partition/i, 'Name one of its partitions: the page of the cluster, or farscope cluster, lists them.'],
  [/Invalid account/i, 'Name an account of yours that may use that partition, or leave it out to use your own.'],
  [/Invalid qos/i, 'Leave the QOS out, or ask which one you may use.'],
  [
    /violates accounting|QOS.*Limit|AssocGrp|MaxSubmit/i,
    'Your account or QOS allows less than this, or as many jobs as it allows are there already.'
  ],
  [/time limit/i, 'Ask for a shorter time limit, or name a partition that allows a longer one.'],
  [/Memory (?:specification|required)/i, 'Ask for less memory: no node of that partition has so much.']
]

/** Empty for words that are not known: the scheduler's own then stand alone. */
export function refusalHint(words: string): string {
  return hints.find(([form]) => form.test(words))?.[1] ?? ''
}
