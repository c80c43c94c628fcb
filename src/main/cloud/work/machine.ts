/** The machine of a run over its link: what it knows of the run, and what it is told to do. */
import { createInterface } from 'node:readline'
import { type MachineState, parseState, readState } from '@domain/cloud/work/machine-state'
import { Failure } from '@domain/failure'
import { pause } from '../../broadcast'
import { orAborted } from '../../ssh/errors'
import type { Connection, RunResult } from '../../ssh/types'
import { runScripts } from './run-scripts'

export interface Machine {
  readonly connection: Connection
  /** Waits until the first boot is over; `timeout` where it has no end. */
  state(): Promise<MachineState>
  /** Every input is there and proven. */
  noteUploaded(): Promise<void>
  /** The command begins, unless it has. `apart`: keep both of its streams apart too. */
  start(command: string, apart: boolean): Promise<MachineState>
  /** Resolves with each change and now and then, until the command has ended; over one held channel. */
  follow(seen: (state: MachineState) => void): Promise<void>
  /** Resolves when it was told to end; before it began it never begins. */
  stop(): Promise<void>
  /** Milliseconds since 1970. Resolves when the machine has it, as read back from there. */
  renew(deadline: number): Promise<void>
  /** When it ends itself; null: it has no word of it. Milliseconds since 1970. */
  deadline(): Promise<number | null>
  /** The files that RELION itself ends a job with go out of the way of what is fetched. The names of those there were. */
  takeExitMarkers(folder: string): Promise<string[]>
  /** What an earlier job left of them is no word about this one. */
  clearExitMarkers(folder: string): Promise<void>
  /** Of a file in the folder of the run's state; at most `length` bytes, none at its end or where there is none. */
  readOwn(file: OwnFile, from: number, length: number): Promise<Uint8Array>
}

/** What the supervisor writes: both streams together, and each of them where they were kept apart. */
export type OwnFile = 'output.log' | 'out.log' | 'err.log'

/** Of waits at the machine. */
export interface MachineTiming {
  /** Between looks of a held channel, and until a look at one that boots is made again. Seconds. */
  readonly lookSeconds: number
  /** Until what does not end by itself is killed. Seconds. */
  readonly graceSeconds: number
  /** How long the first boot may take after one can sign in. Milliseconds. */
  readonly bootMs: number
}
export const usualTiming: MachineTiming = { lookSeconds: 2, graceSeconds: 30, bootMs: 10 * 60_000 }

const limitMs = 60_000

/** `work` is the last word of the first boot: without it there is nothing to tell yet. */
const lookScript = `[ -r "$state/work" ] || { echo none; exit 0; }
describe
tell`

export function openMachine(
  id: string,
  connection: Connection,
  signal: AbortSignal,
  timing: MachineTiming = usualTiming
): Machine {
  const scripts = runScripts()
  let folder: string | undefined
  const run = (script: string, words: readonly string[] = [], stdin?: Uint8Array): Promise<RunResult> =>
    connection.run(`${scripts.state}\n${script}`, {
      ...{ args: [id, ...words], signal, timeoutMs: limitMs },
      ...(stdin && { stdin })
    })

  /** A command of ours that says nothing when it is right. */
  async function tell(what: string, script: string, words: readonly string[] = []): Promise<string> {
    const { stdout, stderr, code } = await run(script, words)
    if (code === 0) return stdout.toString('utf8')
    throw notDone(what, stderr)
  }

  async function look(): Promise<MachineState | 'not-ready'> {
    const { stdout, stderr } = await run(lookScript)
    const state = readState(stdout.toString('utf8'))
    if (state === null) throw notDone('be asked about the run', stderr)
    return state
  }

  return {
    connection,
    async state() {
      const limit = AbortSignal.timeout(timing.bootMs)
      for (;;) {
        const state = await look()
        if (state !== 'not-ready') return state
        if (limit.aborted)
          throw new Failure('timeout', 'The machine of the run did not come to the end of its first boot.', {
            hint: 'Its disk may be full, or its image has no bash; its console output says more.'
          })
        await pause(timing.lookSeconds * 1000, signal)
        signal.throwIfAborted()
      }
    },
    noteUploaded: async () => void (await tell('note its inputs', ': >"$state/uploaded" && sync "$state"')),
    async start(command, apart) {
      const bytes = Buffer.from(command, 'utf8')
      const words = [scripts.supervise, apart ? '1' : '0', String(bytes.length)]
      const { stdout, stderr, code } = await run(scripts.start, words, bytes)
      const state = readState(stdout.toString('utf8'))
      if (code !== 0 || state === null || state === 'not-ready') throw notDone('start the command', stderr)
      return state
    },
    async follow(seen) {
      const held = await connection.start(`${scripts.state}\n${scripts.follow}`, {
        args: [id, String(timing.lookSeconds)],
        signal
      })
      held.stdin.end()
      held.stderr.resume()
      try {
        const lines = createInterface({ input: held.stdout })
        lines.on('line', line => {
          const state = parseState(line)
          if (state) seen(state)
        })
        await orAborted(signal, held.exit)
      } finally {
        held.close()
      }
    },
    stop: async () => void (await tell('end the command', scripts.stop, [String(timing.graceSeconds)])),
    async renew(deadline) {
      const wanted = Math.floor(deadline / 1000)
      const script = `printf "%s\\n" "$2" >"$state/deadline.$$" && sync -- "$state/deadline.$$" &&
        mv -f "$state/deadline.$$" "$state/deadline" && ${tellDeadline}`
      const said = await tell('note its new end', script, [String(wanted)])
      if (readDeadline(said) !== wanted) throw notDone('note its new end', Buffer.from(said))
    },
    async deadline() {
      const seconds = readDeadline(await tell('tell its end', tellDeadline))
      return seconds === null ? null : seconds * 1000
    },
    async takeExitMarkers(folder) {
      const script = `for name in RELION_JOB_EXIT_SUCCESS RELION_JOB_EXIT_FAILURE RELION_JOB_EXIT_ABORTED; do
if [ -e "$2/$name" ]; then mv -f "$2/$name" "$state/" || exit 1; fi
if [ -e "$state/$name" ]; then echo "$name"; fi
done
rm -f "$2/RELION_JOB_ABORT_NOW"`
      const said = await tell('put the marks of RELION aside', script, [folder])
      return said.split('\n').filter(name => name.startsWith('RELION_'))
    },
    async clearExitMarkers(folder) {
      await tell('take away old marks of RELION', 'rm -f "$2"/RELION_JOB_EXIT_* "$2/RELION_JOB_ABORT_NOW"', [folder])
    },
    async readOwn(file, from, length) {
      const sftp = await connection.sftp({ signal })
      const path = await ownPath(file)
      try {
        const handle = await sftp.open(path, { read: true }, undefined, { signal })
        try {
          return await sftp.read(handle, from, Math.min(length, sftp.limits.maxRead), { signal })
        } finally {
          sftp.closeFile(handle).catch(() => undefined)
        }
      } catch (thrown) {
        if (Failure.from(thrown).code === 'not-found') return new Uint8Array()
        throw thrown
      }
    }
  }

  async function ownPath(file: OwnFile): Promise<string> {
    folder ??= (await tell('say where it keeps the run', 'printf "%s\\n" "$state"')).trimEnd()
    return `${folder}/${file}`
  }
}

/** A word before it: login scripts of the machine may say something too. */
const tellDeadline = 'printf "farscope-deadline %s\\n" "$(cat "$state/deadline")"'

function readDeadline(said: string): number | null {
  const [, seconds] = /^farscope-deadline (\d{1,12})$/m.exec(said) ?? []
  return seconds === undefined ? null : Number(seconds)
}

function notDone(what: string, stderr: Buffer): Failure {
  const said = stderr.toString('utf8').trim().slice(0, 1000)
  return new Failure('remote-error', `The machine of the run could not ${what}.`, {
    hint: 'Its disk may be full. Sign in on it to see more, or end it.',
    ...(said !== '' && { detail: said })
  })
}
