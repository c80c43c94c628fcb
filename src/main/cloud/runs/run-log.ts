/** What a run's command writes, as text from a byte on. */
import { runIsOver } from '@domain/cloud/run-look'
import { Failure } from '@domain/failure'
import { pause } from '../../broadcast'
import type { WorkParts } from './machine-work'
import type { RunParts } from './run-parts'

interface Question {
  readonly from: number
  readonly follow: boolean
}

/** Ends where nothing more is there, or with `follow` when the run has ended. A lost link is waited for with `follow`. */
export async function* followLog(
  { work, timing }: Pick<RunParts, 'work' | 'timing'>,
  who: Pick<WorkParts, 'run' | 'connection' | 'signal'>,
  { from, follow }: Question
): AsyncGenerator<{ from: number; text: string }, void, void> {
  let at = from
  let rest: Uint8Array = new Uint8Array()
  while (!who.signal.aborted) {
    // Before the look: what is written while one looks must not be missed.
    const over = runIsOver(who.run())
    const told = await work.log(who, at + rest.length).catch((thrown: unknown) => {
      const failure = Failure.from(thrown)
      const comes = ['unreachable', 'timeout', 'refused', 'dns', 'not-found', 'channel-refused']
      if (follow && !over && comes.includes(failure.code)) return null
      throw failure
    })
    const bytes = told?.bytes ?? new Uint8Array()
    const last = bytes.length === 0 && (over || !follow)
    // The machine may have less than was asked for, or begin elsewhere.
    if (told && bytes.length > 0 && told.from !== at + rest.length) {
      at = told.from
      rest = new Uint8Array()
    }
    const all = Buffer.concat([rest, bytes])
    const whole = last ? all.length : wholeLetters(all)
    if (whole > 0) {
      yield { from: at, text: all.subarray(0, whole).toString('utf8') }
      at += whole
    }
    rest = all.subarray(whole)
    if (last) return
    if (bytes.length === 0) await pause(timing.logMs, who.signal)
  }
}

/** Bytes up to the last letter of UTF-8 that is there as a whole (RFC 3629). */
function wholeLetters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return length > back ? bytes.length - back : bytes.length
    }
  }
  return bytes.length
}
