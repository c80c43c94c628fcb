/** All steps of the preflight in their order: those of the road here, those of the kind by its adapter. */
import { lookup } from 'node:dns/promises'
import { type PreflightStep, preflightSteps } from '@contract/display'
import { displayKindNames } from '@domain/displays/kind-names'
import { rateWords, sizeWords } from '@domain/displays/words'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Connection } from '../ssh/types'
import type { CheckRequest, DisplayAdapter, DisplayPlace, StepResult } from './adapter'

type StepName = PreflightStep['step']
type Check = (signal: AbortSignal) => Promise<StepResult>

/** One step at most. Milliseconds. */
const stepMs = 20_000
/** Logging in may wait for a person who types a code. Milliseconds. */
const loginMs = 180_000

/** Steps without which the later ones have nothing to ask. */
const needed: ReadonlySet<StepName> = new Set(['dns', 'tcp', 'auth'])

/** `rateMs`: how long is read to tell the rate of the link, milliseconds. */
export async function* preflight(
  adapter: DisplayAdapter,
  request: CheckRequest,
  signal: AbortSignal | undefined,
  rateMs = usualRateMs
): AsyncGenerator<PreflightStep, void, void> {
  const checks: Partial<Record<StepName, Check>> = { ...roadChecks(request.place, rateMs), ...adapter.check(request) }
  let broken: StepName | undefined
  for (const name of preflightSteps) {
    signal?.throwIfAborted()
    const check = checks[name]
    // The client is of this computer, whatever the road is like.
    if (broken !== undefined && name !== 'client') yield told(name, skippedAfter(broken), null)
    else if (!check) yield told(name, notOf(adapter), null)
    else {
      const step = await timed(name, check, signal)
      yield step
      if (step.state === 'fail' && needed.has(name)) broken = name
    }
  }
}

const notOf = ({ kind }: DisplayAdapter): StepResult => ({
  state: 'skipped',
  text: `Does not apply to displays of ${displayKindNames[kind]}.`,
  hint: ''
})

const skippedAfter = (step: StepName): StepResult => ({
  state: 'skipped',
  text: `Not tried, because ${step} failed.`,
  hint: ''
})

const told = (step: StepName, result: StepResult, milliseconds: number | null): PreflightStep => ({
  step,
  ...result,
  milliseconds
})

async function timed(name: StepName, check: Check, signal: AbortSignal | undefined): Promise<PreflightStep> {
  // The link is made in the first of these.
  const limit = needed.has(name) ? loginMs : stepMs
  const own = AbortSignal.timeout(limit)
  const from = performance.now()
  const until = signal ? AbortSignal.any([signal, own]) : own
  try {
    const result = await orTimeout(check(until), own, limit)
    return told(name, result, Math.round(performance.now() - from))
  } catch (thrown) {
    signal?.throwIfAborted()
    const { message, hint } = Failure.from(thrown)
    return told(name, { state: 'fail', text: message, hint }, Math.round(performance.now() - from))
  }
}

function orTimeout<T>(work: Promise<T>, limit: AbortSignal, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (): void =>
      reject(
        new Failure('timeout', `No answer within ${milliseconds / 1000} seconds.`, {
          hint: 'The host may be overloaded; try again.'
        })
      )
    limit.addEventListener('abort', late, { once: true })
    work.then(resolve, reject).finally(() => limit.removeEventListener('abort', late))
  })
}

const pass = (text: string): StepResult => ({ state: 'pass', text, hint: '' })

/** Which step of making the link a failure is of. */
function linkStep({ code }: Failure): 'dns' | 'tcp' | 'auth' {
  if (code === 'dns') return 'dns'
  return code === 'refused' || code === 'unreachable' || code === 'timeout' ? 'tcp' : 'auth'
}

/** The road is the SSH link: a display is reached through it and through nothing else. It is made once, at the first step. */
function roadChecks(place: DisplayPlace, rateMs: number): Partial<Record<StepName, Check>> {
  let making: Promise<Connection | Failure> | undefined
  const link = async (step: 'dns' | 'tcp' | 'auth', signal: AbortSignal): Promise<Connection | undefined> => {
    making ??= place.connection(signal).catch((thrown: unknown) => Failure.from(thrown))
    const made = await making
    if (!(made instanceof Failure)) return made
    if (linkStep(made) === step) throw made
    return undefined
  }
  return {
    dns: async signal => {
      const connection = await link('dns', signal)
      return connection ? await resolves(connection) : pass('The name was found.')
    },
    tcp: async signal => {
      const connection = await link('tcp', signal)
      if (!connection) return pass('The SSH port answers.')
      return pass(`The SSH port of ${connection.target.host} answers (${connection.serverVersion}).`)
    },
    auth: async signal => {
      const connection = await link('auth', signal)
      if (!connection) throw new Failure('internal', 'The link was not made.')
      return pass(`Logged in to ${connection.target.host} as ${connection.target.user}.`)
    },
    disk: async signal => freeDisk(await place.connection(signal), signal),
    'round-trip': async signal => roundTrip(await place.connection(signal), signal),
    bandwidth: async signal => bandwidth(await place.connection(signal), rateMs, signal)
  }
}

/** The name that this computer itself looks up: of the first hop, unless a command makes the connection. */
async function resolves({ target }: Connection): Promise<StepResult> {
  const first = target.jumps[0] ?? target
  if (first.proxyCommand) return skipped('A ProxyCommand of ~/.ssh/config makes the connection.')
  const addresses = await lookup(first.host, { all: true })
  const list = addresses.slice(0, 3).map(({ address }) => address)
  return pass(`${first.host} is ${list.join(', ')}.`)
}

const skipped = (text: string): StepResult => ({ state: 'skipped', text, hint: '' })

/** A desktop with less free space in the home folder often does not start. Bytes. */
const littleDisk = 200 * 1024 * 1024

/** Free space of the home folder, and whether it takes a file: a quota may be used up where the disk is not. */
const diskScript = `df -Pk "$HOME" | awk 'NR==2 { print $4 }'
file=$HOME/.farscope-check.$$
if (printf x > "$file") 2>/dev/null; then echo writable; fi
rm -f "$file"`

async function freeDisk(connection: Connection, signal: AbortSignal): Promise<StepResult> {
  const { stdout } = await connection.run(diskScript, { signal, timeoutMs: 15_000 })
  const [kilobytes, writable] = stdout.toString('utf8').trim().split('\n')
  const bytes = Number(kilobytes) * 1024
  if (writable !== 'writable')
    throw new Failure('disk-full', 'The home folder takes no new file: the disk or your quota is full.', {
      hint: 'A desktop cannot start there. Remove or move files of your home folder.'
    })
  if (!Number.isFinite(bytes)) return skipped('The host does not say how much is free; the home folder can be written.')
  const text = `${sizeWords(bytes)} free in the home folder.`
  return bytes < littleDisk
    ? { state: 'warn', text, hint: 'Some desktops do not start with so little; make room.' }
    : pass(text)
}

/** Above this a display feels slow, milliseconds; NICE DCV says the same of 100 and more. */
const slowRoundTrip = 150

async function roundTrip(connection: Connection, signal: AbortSignal): Promise<StepResult> {
  const times: number[] = []
  for (let at = 0; at < 3; at++) times.push(await connection.ping({ signal }))
  const best = Math.min(...times)
  const text = `${best < 10 ? best.toFixed(1) : Math.round(best)} ms (best of 3, through the SSH link).`
  return best > slowRoundTrip
    ? { state: 'warn', text, hint: 'The pointer will lag. A wired network, or one nearer to the facility, helps.' }
    : pass(text)
}

const usualRateMs = 2_000
const readMost = 32 * 1024 * 1024
/** Below this moving pictures stutter. Bytes a second. */
const littleRate = 625_000

/** How fast zeros come over the link, for at most so many milliseconds. Links that compress would say more, ours does not. */
async function bandwidth(connection: Connection, rateMs: number, signal: AbortSignal): Promise<StepResult> {
  const running = await connection.start(`head -c ${readMost} /dev/zero`, { signal, priority: 'exec' })
  let [bytes, first, last] = [0, 0, 0]
  running.stdin.end()
  running.stderr.resume()
  running.stdout.on('data', (chunk: Buffer) => {
    first ||= performance.now()
    last = performance.now()
    bytes += chunk.length
  })
  try {
    await Promise.race([running.exit.catch(() => undefined), pause(rateMs, signal)])
  } finally {
    running.close()
    running.stdout.resume()
  }
  const seconds = (last - first) / 1000
  if (bytes === 0 || seconds <= 0) return skipped('Too little was read to tell.')
  const text = `${rateWords(bytes / seconds)} (${sizeWords(bytes)} in ${seconds.toFixed(1)} s, through the SSH link).`
  return bytes / seconds < littleRate
    ? { state: 'warn', text, hint: 'Choose a smaller size and a lower quality of the picture.' }
    : pass(text)
}
