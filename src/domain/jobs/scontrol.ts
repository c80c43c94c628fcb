/** `scontrol show job ID`: the only command that tells where a job writes its output (scontrol(1)). */
import { orNull, parseCount, parseDuration, parseExit, parseGpus, parseInstant, parseMemory } from './fields'
import { type JobRecord, jobRecord } from './job-record'
import { isFinished, stateWord } from './states'

/** In a path: the task number of an array whose tasks are not yet apart (NO_VAL). */
const noTask = /\b4294967294\b|(?<=_)4294967294/g

/** One record a block. */
export function parseScontrol(text: string): JobRecord[] {
  return text
    .split(/(?:^|\n\n)(?=JobId=\d)/)
    .map(parseBlock)
    .filter(record => record !== null)
}

/**
 * A name may hold line breaks and `Key=` words, so the first line is taken apart first and cut off. Between it and the
 * user 26.05 has a line of its own number (SLUID).
 */
function parseBlock(block: string): JobRecord | null {
  const head = /^(JobId=\d[\s\S]*?) ?JobName=([\s\S]*?)\n {3}(?:SLUID=\S*\n {3})?UserId=([^(\s]+)\(/.exec(block)
  if (!head) return null
  const [whole, ids = '', name = '', user = ''] = head
  const rest = block.slice(whole.length)
  const word = (key: string): string => new RegExp(`[ \\n]${key}=(\\S*)`).exec(rest)?.[1] ?? ''
  const line = (key: string): string => new RegExp(`\\n {3}${key}=(.*)`).exec(rest)?.[1] ?? ''
  const state = word('JobState')
  const started = stateWord(state) !== 'PENDING'
  const id = idOf(ids)
  const path = (key: string): string | null => orNull(line(key).replace(noTask, '%a'))
  return jobRecord({
    id,
    stateRaw: state,
    name,
    user,
    reason: word('Reason'),
    partition: orNull(word('Partition')),
    nodes: orNull(word('NodeList')),
    cpus: parseCount(word('NumCPUs').replace(/-.*/, '')),
    gpus: parseGpus(line('TRES') || word('ReqTRES')) ?? parseGpus(word('TresPerNode')),
    memoryBytes:
      parseMemory(/(?:^|,)mem=([^,]+)/.exec(word('AllocTRES') || word('TRES') || word('ReqTRES'))?.[1] ?? '')?.bytes ??
      null,
    submitTime: parseInstant(word('SubmitTime')),
    startTime: parseInstant(word('StartTime')),
    endTime: started ? parseInstant(word('EndTime')) : null,
    elapsedSeconds: started ? parseDuration(word('RunTime')) : null,
    limitSeconds: parseDuration(word('TimeLimit')),
    ...(isFinished(stateWord(state)) ? parseExit(word('ExitCode')) : {}),
    account: orNull(word('Account')),
    priority: parseCount(word('Priority')),
    dependency: orNull(word('Dependency')),
    workDir: path('WorkDir'),
    stdout: path('StdOut'),
    // 26.05 leaves it empty where errors go into the output.
    stderr: path('StdErr') ?? path('StdOut')
  })
}

function idOf(ids: string): string {
  const value = (key: string): string | undefined => new RegExp(`(?:^| )${key}=(\\S+)`).exec(ids)?.[1]
  const array = value('ArrayJobId')
  const task = value('ArrayTaskId')
  if (array !== undefined && task !== undefined) return /^\d+$/.test(task) ? `${array}_${task}` : `${array}_[${task}]`
  const het = value('HetJobId')
  return het === undefined ? (value('JobId') ?? '') : `${het}+${value('HetJobOffset') ?? '0'}`
}
