/** What the machine of a run is given so that results can wait in a bucket, and who tells it that somebody is there. */
import type { Run } from '@contract/cloud-runs'
import { encodeName } from '@domain/bytes-name'
import {
  bucketAddress,
  deliveredNames,
  machineFolder,
  partsFor,
  resultsTags,
  runResultsFolder
} from '@domain/cloud/results/results-folder'
import { Failure } from '@domain/failure'
import { joinPath } from '@domain/files/path'
import { pause } from '../../broadcast'
import type { WorkParts } from '../runs/machine-work'
import type { Machine } from '../work/machine'
import { folderThere } from '../work/relion-files'
import { runScripts } from '../work/run-scripts'
import { openRunBucket, type ResultsParts, type ResultsTiming } from './ports'

export interface Attendance {
  /** All of it is here: the machine need put nothing there. Never rejects. */
  fetched(): Promise<void>
  /** Nobody is there any more. Never rejects. */
  leave(): Promise<void>
}

const limitMs = 60_000
/** Addresses hold so long beyond the machine's end: its clock may be another. Seconds. */
const beyondSeconds = 3600
/** Of a run whose machine has no time yet. Seconds. */
const longest = 7 * 86_400

const storeScript = `umask 077
mkdir -p "$state/results" && cd "$state/results" || exit 1
cat >"$2.$$" && [ "$(($(wc -c <"$2.$$")))" = "$3" ] && mv -f "$2.$$" "$2"`
const beginScript = 'setsid bash "$state/results/deliver" "$1" </dev/null >/dev/null 2>&1 &'
const beatScript = 'cd "$state/results" || exit 1\nwhile read -r word; do : >seen; done'
const saidScript = '[ ! -r "$state/results/said" ] || cat "$state/results/said"'

type Visit = Pick<WorkParts, 'run' | 'report' | 'signal'> & { readonly machine: Machine }

/** As long as somebody is there. What does not come about is reported, and stands in the way of nothing else. */
export function attendMachine(parts: ResultsParts, timing: ResultsTiming, visit: Visit): Attendance {
  const left = new AbortController()
  const signal = AbortSignal.any([visit.signal, left.signal])
  const quietly = async (doing: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (thrown) {
      if (!signal.aborted) parts.log.warn(`${doing}: ${Failure.from(thrown).message}`)
    }
  }
  const handing = keepHanded(parts, timing, { ...visit, signal })
  const beating = quietly('The machine was not told that somebody is there', () => beat(visit, timing, signal))
  return {
    async fetched() {
      const { machine, run } = visit
      await quietly('The machine was not told that all is here', () =>
        tell(machine, run().id, 'rm -f "$state/results/urls"', visit.signal)
      )
    },
    async leave() {
      left.abort()
      await Promise.all([handing, beating])
    }
  }
}

/** Before the command begins: resolves when the machine has its addresses, or it is reported why not. */
export async function handOver(parts: ResultsParts, timing: ResultsTiming, visit: Visit): Promise<void> {
  const { run, report, signal } = visit
  const path = runResultsFolder(run().asked.results?.to.path ?? '', run().id)
  const known = run().results ?? { path, until: null, bytes: null, error: null }
  try {
    await visit.machine.state()
    // Of the addresses that it had until now: with others it tries again at once.
    const said = (await tell(visit.machine, run().id, saidScript, signal)).toString('utf8').trim()
    const until = await give(parts, timing, visit)
    const error = saidFailure(said, path)?.toData() ?? null
    report({ results: { ...known, path, until: until.toISOString(), error } })
  } catch (thrown) {
    signal.throwIfAborted()
    const failure = Failure.from(thrown)
    parts.log.warn(`A machine was given no addresses of a bucket: ${failure.message}`)
    report({ results: { ...known, path, error: failure.toData() } })
  }
}

/** Addresses that would end before the machine are signed again while somebody is there. Never rejects. */
async function keepHanded(parts: ResultsParts, timing: ResultsTiming, visit: Visit): Promise<void> {
  const { run, signal } = visit
  while (!signal.aborted) {
    await pause(timing.renewMs, signal)
    const { results } = run()
    const enough = results?.until != null && Date.parse(results.until) >= neededUntil(parts, run())
    if (!signal.aborted && !enough) await handOver(parts, timing, visit).catch(() => undefined)
  }
}

const neededUntil = ({ clock }: ResultsParts, { deadline, asked }: Run): number =>
  deadline === null ? clock.now().getTime() + asked.maxSeconds * 1000 : Date.parse(deadline)

async function give(parts: ResultsParts, timing: ResultsTiming, visit: Visit): Promise<Date> {
  const { machine, signal } = visit
  const run = visit.run()
  const { files, to } = await openRunBucket(parts, run)
  const disk = await tell(machine, run.id, `df -Pk "$(cat "$state/work")" | awk 'NR == 2 { print $2 }'`, signal)
  const { partBytes, parts: count } = partsFor(Number(disk.toString('utf8').trim()) * 1024)
  const folder = machineFolder(run, to)
  const seconds = Math.min(longest, (neededUntil(parts, run) - parts.clock.now().getTime()) / 1000 + beyondSeconds)
  const names = deliveredNames(count).map(name => joinPath(folder, name))
  const signed = await files.presignPuts(names, { seconds, tags: resultsTags(run) }, signal)
  const settings = settingsText(run, timing, { partBytes, header: signed.header, until: signed.until })
  const { scripts, job } = { scripts: runScripts(), job: folderThere(run.asked, { work: '/' }) }
  const put = (name: string, bytes: Uint8Array): Promise<unknown> =>
    tell(machine, run.id, storeScript, signal, { words: [name, String(bytes.length)], stdin: bytes })
  await put('deliver', Buffer.from(`${scripts.state}\n${scripts.deliver}`))
  await put('settings', Buffer.from(settings))
  await put('outputs', nulled(run.asked.outputs.map(({ from }) => (from === '' ? '.' : from))))
  await put('job', nulled(job === null ? [] : [job.slice(1)]))
  // Last: with it all is there that the machine needs.
  await put('urls', Buffer.from(`${signed.urls.join('\n')}\n`))
  await tell(machine, run.id, beginScript, signal)
  return signed.until
}

const nulled = (paths: readonly string[]): Uint8Array =>
  Buffer.concat(paths.flatMap(path => [encodeName(path), Buffer.of(0)]))

function settingsText(
  { asked }: Run,
  timing: ResultsTiming,
  facts: { readonly partBytes: number; readonly header: string; readonly until: Date }
): string {
  const values = {
    ...{ part: facts.partBytes, header: facts.header, until: Math.floor(facts.until.getTime() / 1000) },
    ...{ grace: timing.graceSeconds, reserve: timing.reserveSeconds(asked.maxSeconds), kill: timing.killSeconds },
    ...{ tick: timing.tickSeconds, again: timing.againSeconds, here: Math.ceil((timing.beatMs * 4) / 1000) },
    end: asked.results?.end === false ? 0 : 1
  }
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('')
}

/** Only what arrives counts: a link that is dead in the middle tells nothing more. */
async function beat({ machine, run }: Visit, { beatMs }: ResultsTiming, signal: AbortSignal): Promise<void> {
  const script = `${runScripts().state}\n${beatScript}`
  const held = await machine.connection.start(script, { args: [run().id], signal })
  held.stderr.resume()
  held.stdout.resume()
  held.stdin.on('error', () => undefined)
  held.exit.catch(() => undefined)
  try {
    while (!signal.aborted) {
      held.stdin.write('here\n')
      await pause(beatMs, signal)
    }
  } finally {
    held.close()
  }
}

async function tell(
  { connection }: Machine,
  id: string,
  script: string,
  signal: AbortSignal,
  { words = [], stdin }: { words?: readonly string[]; stdin?: Uint8Array } = {}
): Promise<Buffer> {
  const { stdout, stderr, code } = await connection.run(`${runScripts().state}\n${script}`, {
    ...{ args: [id, ...words], signal, timeoutMs: limitMs },
    ...(stdin && { stdin })
  })
  if (code === 0) return stdout
  const said = stderr.toString('utf8').trim().slice(0, 500)
  throw new Failure('remote-error', 'The machine of the run could not take down where its results go.', {
    hint: 'Its disk may be full. Results wait on the machine alone.',
    ...(said !== '' && { detail: said })
  })
}

/** What the machine's script says of its last try; undefined where nothing stands in the way. */
function saidFailure(said: string, path: string): Failure | undefined {
  const [word = '', ...more] = said.split(' ')
  const detail = more.join(' ').slice(0, 200)
  const at = bucketAddress(path)
  const stay = 'The results are on the machine still, until its time is over.'
  const options = { hint: stay, ...(detail !== '' && { detail }) }
  switch (word) {
    case '':
    case 'delivered':
    case 'somebody-fetches':
      return undefined
    case 'expired':
      return new Failure('expired-credentials', `What was signed for ${at} had ended before the results came.`, options)
    case 'refused':
      return new Failure('permission', `The machine could not put its results into ${at}: the bucket refused.`, options)
    case 'disk-full':
      return new Failure('disk-full', 'The disk of the machine has no room to pack its results.', options)
    case 'more-than-planned':
      return new Failure('limit-exceeded', 'The results are larger than the disk they were on.', options)
    case 'no-answer':
      return new Failure('unreachable', `The machine got no answer from ${at}.`, options)
    default:
      return new Failure('remote-error', `The machine could not pack its results for ${at}.`, options)
  }
}
