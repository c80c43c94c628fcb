/**
 * Why a job waits, in plain words with what to do. Codes: https://slurm.schedmd.com/job_reason_codes.html and
 * src/common/job_state_reason.c of https://github.com/SchedMD/slurm.
 */
const texts: Readonly<Record<string, string>> = {
  Priority:
    'Jobs with a higher priority are ahead. It starts by itself; a shorter time limit may let it slip in earlier.',
  Resources: 'It is next in line and waits for free CPUs, GPUs or memory. Asking for less may start it sooner.',
  Dependency: 'It waits for another job to end as its dependency asks. It starts by itself.',
  DependencyNeverSatisfied: 'The job it depends on failed, so it can never start. Cancel it and submit it again.',
  JobHeldUser: 'You (or a script of yours) hold it. Release it to let it start.',
  JobHeldAdmin: 'An administrator holds it. Ask the support of the cluster.',
  JobHoldMaxRequeue: 'It was requeued too often and is held. Look at its output, then release it.',
  BeginTime: 'Its start time is not yet reached (asked for, or set after a requeue). It starts by itself.',
  Reservation: 'It waits for its reservation to begin, or a reservation keeps the nodes free. It starts by itself.',
  ReservationDeleted: 'Its reservation was deleted. Cancel it and submit it without, or with another one.',
  ReservationInvalid: 'It may not use its reservation. Cancel it and submit it without, or with another one.',
  ReqNodeNotAvail:
    'A node that it needs is reserved, down or drained. A shorter time limit may fit before a reservation; else ask the support.',
  NodeDown: 'A node that it needs is down. Wait for its repair, or submit without naming nodes.',
  BadConstraints: 'No node can ever fulfil what it asks for. Cancel it and ask for what the partition has.',
  PartitionTimeLimit: 'Its time limit is above the limit of the partition, so it never starts. Lower its time limit.',
  PartitionNodeLimit: 'It asks for more nodes than the partition allows, or they are down. Ask for fewer nodes.',
  PartitionConfig: 'It asks for more than the partition allows. Ask for less, or use another partition.',
  PartitionDown: 'The partition is down. Wait, or use another partition.',
  PartitionInactive: 'The partition is inactive and starts no jobs. Use another partition.',
  Constraints: 'No node has what it asks for at present. It starts when one has; asking for less may start it sooner.',
  Licenses: 'It waits for a licence that others use. It starts by itself.',
  None: 'The scheduler has not looked at it yet. Wait a moment.',
  PowerNotAvail: 'There is not enough electric power for it now. It starts by itself.',
  PowerReserved: 'The electric power that it needs is reserved. It starts by itself.',
  Prolog: 'The node is being prepared for it. It starts by itself.',
  Cleaning: 'Its earlier run is still being cleaned up. It starts by itself.',
  WaitingForScheduling: 'The scheduler has not looked at it yet. Wait a moment.',
  InvalidAccount: 'Its account is not valid. Submit it with an account of yours.',
  InvalidQOS: 'Its quality of service is not valid. Submit it with one that your account may use.',
  AccountingPolicy: 'A limit of your account or quality of service keeps it back. Ask the support which one.',
  AccountNotAllowed: 'Its account may not use this partition. Use another partition or account.',
  QOSNotAllowed: 'Its quality of service is not allowed for this account or partition. Use another one.',
  QOSUsageThreshold: 'The use limit of its quality of service is reached. Wait, or use another one.',
  QOSTimeLimit: 'The time of its quality of service is used up. Ask for less time, or use another one.',
  QOSJobLimit: 'Its quality of service runs as many jobs as it may. It starts when one of them ends.',
  QOSResourceLimit: 'Its quality of service uses as much as it may. It starts when one of its jobs ends.',
  AssociationJobLimit: 'Your account runs as many jobs as it may. It starts when one of them ends.',
  AssociationResourceLimit: 'Your account uses as much as it may. It starts when one of its jobs ends.',
  AssociationTimeLimit: 'The time of your account is used up. Ask for more, or use another account.',
  MaxMemPerLimit: 'It asks for more memory for each CPU or node than is allowed. Ask for less memory or more CPUs.',
  JobArrayTaskLimit: 'As many tasks of the array run as its own throttle allows. The next starts when one ends.',
  JobLaunchFailure:
    'It could not be launched: a missing program, a wrong folder, or a broken node. Look at its output.',
  RaisedSignal: 'A signal ended it. Look at its output.',
  FrontEndDown: 'The front-end node is down. Ask the support of the cluster.',
  SystemFailure: 'SLURM, a file system or the network failed. Ask the support of the cluster.',
  InactiveLimit: 'It was idle for longer than the cluster allows. Submit it again.',
  TimeLimit: 'It reached its time limit. Submit it with a longer one, or let it continue from its last result.',
  NonZeroExitCode: 'Its script ended with an error. Look at its output.',
  OutOfMemory: 'It needed more memory than it asked for. Ask for more memory.',
  NodeFail: 'A node failed while it ran. Submit it again.',
  BurstBufferResources: 'It waits for room in the burst buffer. It starts by itself.',
  BurstBufferStageIn: 'Its data are being staged in. It starts by itself.',
  BurstBufferOperation: 'A burst buffer operation failed. Ask the support of the cluster.',
  DeadLine: 'Its deadline cannot be met any more. Submit it with a later one.',
  Deadline: 'Its deadline cannot be met any more. Submit it with a later one.',
  FedJobLock: 'The clusters of the federation are agreeing on who runs it. Wait a moment.',
  HeldForever: 'It is held. Release it, or ask the support of the cluster.',
  LaunchFailedRequeuedHeld: 'Its launch failed; it was requeued and is held. Look at its output, then release it.',
  launch_failed_requeued_held: 'Its launch failed; it was requeued and is held. Look at its output, then release it.',
  SchedDefer: 'The scheduler is set to start jobs in rounds. It starts by itself.'
}

/** What limits are about: the noun, whether it is counted, and how its minutes are called. */
const limited: Readonly<Record<string, { readonly noun: string; readonly counted: boolean; readonly time: string }>> = {
  BB: { noun: 'burst buffer', counted: false, time: 'burst buffer time' },
  Billing: { noun: 'billing units', counted: true, time: 'billed time' },
  Cpu: { noun: 'CPUs', counted: true, time: 'CPU time' },
  Energy: { noun: 'energy', counted: false, time: 'energy' },
  GRES: { noun: 'GPUs', counted: true, time: 'GPU time' },
  Jobs: { noun: 'jobs', counted: true, time: 'time' },
  License: { noun: 'licences', counted: true, time: 'licence time' },
  Mem: { noun: 'memory', counted: false, time: 'memory time' },
  Node: { noun: 'nodes', counted: true, time: 'node time' },
  SubmitJobs: { noun: 'submitted jobs', counted: true, time: 'time' },
  Unknown: { noun: 'of some resource', counted: false, time: 'time of some resource' },
  Wall: { noun: 'time', counted: false, time: 'time' }
}

/** Spellings of the same in other codes. */
const alike: Readonly<Record<string, string>> = {
  CPU: 'Cpu',
  Memory: 'Mem',
  SubmitJob: 'SubmitJobs',
  WallDuration: 'Wall'
}

/** `QOSMaxGRESPerUser`, `AssocGrpCPURunMinutesLimit`, `MaxJobsPerAccount` … follow one pattern, so they are read. */
function explainLimit(code: string): string | null {
  const form =
    /^(QOS|Assoc)?(Grp|Max|Min)([A-Za-z]+?)(RunMinutes|Minutes)?(PerUser|PerAccount|PerJob|PerNode)?(?:Limit|NotSatisfied)?$/
  const [, holder, kind, word = '', minutes, per] = form.exec(code) ?? []
  const what = limited[alike[word] ?? word]
  if (what === undefined || (holder === undefined && per !== 'PerAccount')) return null
  const { noun, counted } = minutes === undefined ? what : { noun: what.time, counted: false }
  const account = holder === 'Assoc'
  const owner = account ? 'your account' : 'its quality of service'
  const as = counted ? `as many ${noun} as` : `as much ${noun} as`
  if (kind === 'Min') return `It asks for ${counted ? 'fewer' : 'less'} ${noun} than ${owner} demands. Ask for more.`
  if (kind === 'Grp') return explainGroup(as, account, minutes)
  if (per === 'PerUser' || per === 'PerAccount' || per === undefined) {
    const be = counted ? 'are' : 'is'
    const whom = per === 'PerUser' ? 'one user' : per === 'PerAccount' ? 'one account' : 'one user or account'
    return `A${as.slice(1)} ${owner} allows ${whom} ${be} in use. It starts when some ${be} free.`
  }
  const where = per === 'PerNode' ? 'on a node' : 'a job'
  return `It asks for more ${noun} than ${owner} allows ${where}. Ask for ${counted ? 'fewer' : 'less'}.`
}

/** A limit of all jobs of an account or a QOS together. Minutes that were used up do not come back by waiting. */
function explainGroup(as: string, account: boolean, minutes: string | undefined): string {
  const owner = account ? 'the account' : 'this quality of service'
  if (minutes === 'Minutes')
    return `All jobs of ${owner} together have used ${as} they may. Ask for more, or use another ${account ? 'account' : 'one'}.`
  if (minutes === 'RunMinutes')
    return `The running jobs of ${owner} have ${as} they may still before them. It starts when some end; a shorter time limit may let it start sooner.`
  return `All jobs of ${owner} together use ${as} they may. It starts when some end.`
}

/** Plain words for a reason code; the raw code where it is not known. Text after a comma or in brackets is kept. */
export function explainReason(reason: string): string {
  const code = /^[A-Za-z_]+/.exec(reason)?.[0] ?? ''
  const words = Object.hasOwn(texts, code) ? texts[code] : explainLimit(code)
  const extra = reason.slice(code.length).replace(/^[,\s(]+|[)\s]+$/g, '')
  if (!words) return reason
  return extra === '' ? words : `${words} (${extra})`
}
