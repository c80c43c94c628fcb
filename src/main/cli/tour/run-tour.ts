/** The program in a minute on a computer without a screen. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '@domain/failure'
import type { CommandContext } from '../context'
import { createEngineDoor } from '../engine-door'
import { exitStatusOf } from '../exit-status'
import { safeText } from '../text'
import { type Tour, tourSteps } from './tour-steps'

/** No step takes this long unless it hangs. */
const stepLimitMs = 60_000

interface StepOutcome {
  step: string
  ok: boolean
  result: string
  seconds: number
}

/** Runs every step in a data folder of its own, which is removed again; stops at the first that does not hold. */
export async function runTour({ out, signal }: CommandContext): Promise<number> {
  const scratch = await mkdtemp(join(tmpdir(), 'farscope-tour-'))
  const door = createEngineDoor(join(scratch, 'data'))
  const outcomes: StepOutcome[] = []
  let failure: Failure | undefined
  try {
    const client = await door.client()
    const tour: Tour = { client, scratch, signal, job: '' }
    for (const { title, run } of tourSteps) {
      const started = performance.now()
      const limit = AbortSignal.any([signal, AbortSignal.timeout(stepLimitMs)])
      const result = await run(Object.assign(tour, { signal: limit })).catch((thrown: unknown) => {
        failure = stepFailure(thrown, signal, title)
        return failure.message
      })
      const seconds = Math.round(performance.now() - started) / 1000
      const outcome: StepOutcome = { step: title, ok: !failure, result, seconds }
      outcomes.push(outcome)
      if (!out.json) await out.write(stepText(outcome))
      if (failure) break
    }
  } finally {
    await door.close(AbortSignal.abort())
    await rm(scratch, { recursive: true, force: true })
  }
  await out.result({ ok: !failure, steps: outcomes }, () => (failure ? '' : `All ${outcomes.length} steps held.\n`))
  if (!failure) return 0
  await out.failure(failure)
  return exitStatusOf(failure.code)
}

function stepFailure(thrown: unknown, signal: AbortSignal, title: string): Failure {
  if (signal.aborted) return Failure.from(signal.reason)
  const failure = Failure.from(thrown)
  return failure.code === 'cancelled' ? new Failure('timeout', `The step "${title}" did not end.`) : failure
}

function stepText({ ok, step, result, seconds }: StepOutcome): string {
  return `${ok ? '✓' : '✗'} ${step.padEnd(26)} ${safeText(result).padEnd(44)} ${seconds.toFixed(2)} s\n`
}
