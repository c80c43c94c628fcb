/** One channel on which the far program runs (far-program.ts): batches go out, answers come back in their order. */
import { Failure } from '@domain/failure'
import { pause } from '../../broadcast'
import type { Connection, RunningScript } from '../../ssh/types'
import { farArguments, farScript, greeting } from './far-program'

export interface FarStream {
  /** Bytes that are asked for and not answered, in both directions. */
  readonly load: number
  /** Answers that are awaited. */
  readonly waiting: number
  /** False once nothing can be asked any more. */
  readonly open: boolean
  /** `bytes`: what it counts for as load. Rejects when the channel ends before its answer. */
  ask(frame: (id: number) => Uint8Array, bytes: number): Promise<Buffer>
  /** Whatever waits is rejected. */
  close(): void
}

/** How long the program may take to start; a login node under load takes a second. Milliseconds. */
const startMs = 8000
const answerHeadBytes = 8
/** More than any answer to a batch of ours. Bytes. */
const longestAnswer = 64 * 1024 * 1024

interface Asked {
  readonly bytes: number
  resolve(answer: Buffer): void
  reject(failure: Failure): void
}

/**
 * Starts the program on a channel that nobody else waits for. `command-missing` or `unsupported` where this account can
 * never run it, other codes where it cannot now.
 */
export async function openFarStream(connection: Connection, signal: AbortSignal): Promise<FarStream> {
  const running = await connection.start(farScript, { args: farArguments, signal, priority: 'spare' })
  running.stderr.resume()
  running.stdin.on('error', () => undefined)
  try {
    await begun(running, signal)
  } catch (thrown) {
    running.close()
    running.stdout.resume()
    throw thrown
  }
  return createFarStream(running)
}

/** Resolves with the greeting of the program, which is all that it has said then. */
async function begun(running: RunningScript, signal: AbortSignal): Promise<void> {
  const over = new AbortController()
  let said = ''
  const greeted = new Promise<void>(resolve => {
    running.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1')
      if (said === greeting) resolve()
    })
  })
  const ended = running.exit.then(({ code }) => {
    if (code === 127) throw new Failure('command-missing', 'There is no perl at the far end.')
    throw new Failure('unsupported', 'The far end does not run the program that moves many small files.')
  })
  const late = pause(startMs, AbortSignal.any([over.signal, signal])).then(() => {
    signal.throwIfAborted()
    throw new Failure('unsupported', 'The program that moves many small files did not start.')
  })
  late.catch(() => undefined)
  running.stdin.write(greeting)
  try {
    await Promise.race([greeted, ended, late])
  } finally {
    over.abort()
    running.stdout.removeAllListeners('data')
  }
}

function createFarStream(running: RunningScript): FarStream {
  const asked = new Map<number, Asked>()
  let lastId = 0
  let load = 0
  let ended: Failure | undefined

  const settle = (id: number): Asked | undefined => {
    const one = asked.get(id)
    if (one) load -= one.bytes
    asked.delete(id)
    return one
  }
  const end = (failure: Failure): void => {
    ended ??= failure
    for (const id of [...asked.keys()]) settle(id)?.reject(ended)
  }
  const answers = createAnswerReader((id, answer) => settle(id)?.resolve(answer))
  running.stdout.on('data', (chunk: Buffer) => {
    try {
      answers(chunk)
    } catch (thrown) {
      end(Failure.from(thrown))
      running.close()
    }
  })
  running.exit.then(
    () => end(new Failure('remote-error', 'The program that moves many small files ended at the far end.')),
    thrown => end(Failure.from(thrown))
  )

  return {
    get load() {
      return load
    },
    get waiting() {
      return asked.size
    },
    get open() {
      return ended === undefined
    },
    ask(frame, bytes) {
      if (ended) return Promise.reject(ended)
      const id = lastId++
      load += bytes
      return new Promise((resolve, reject) => {
        asked.set(id, { bytes, resolve, reject })
        running.stdin.write(frame(id))
      })
    },
    close() {
      end(new Failure('cancelled', 'The stream of small files was closed.'))
      running.close()
    }
  }
}

/** Puts answers together from the pieces in which they come. `take` gets memory of its own. */
function createAnswerReader(take: (id: number, answer: Buffer) => void): (chunk: Buffer) => void {
  const head = Buffer.alloc(answerHeadBytes)
  let headLength = 0
  let answer: Buffer | undefined
  let length = 0
  return chunk => {
    let at = 0
    while (at < chunk.length || (answer && length === answer.length)) {
      if (!answer) {
        const count = chunk.copy(head, headLength, at, at + answerHeadBytes - headLength)
        headLength += count
        at += count
        if (headLength < answerHeadBytes) return
        const bytes = head.readUInt32BE(4)
        if (bytes > longestAnswer) throw new Failure('protocol', 'The far end announced too long an answer.')
        answer = Buffer.allocUnsafeSlow(bytes)
        length = 0
      }
      const count = chunk.copy(answer, length, at)
      length += count
      at += count
      if (length < answer.length) return
      const whole = answer
      answer = undefined
      headLength = 0
      take(head.readUInt32BE(0), whole)
    }
  }
}
