/** From a machine that EC2 has made to one that can be signed in to: its address, its host keys, its SSH. */
import { failedEnd } from '@domain/cloud/runs/end-of-work'
import type { EndAs } from '@domain/cloud/runs/run-record'
import { changed } from '@domain/cloud/runs/states'
import { Failure } from '@domain/failure'
import { createAwakeTime } from './awake-time'
import { readHostKeys } from './read-host-keys'
import type { DriverParts } from './run-driver'
import type { RunFile } from './run-file'
import type { SeenMachine } from './seen-machine'

interface BootTools {
  readonly seen: () => readonly SeenMachine[]
  readonly wait: (milliseconds: number) => Promise<void>
  readonly turn: (endAs: EndAs) => void
}

/** A step waits for an answer of AWS or of the machine; longer than this it was this computer that slept. Milliseconds. */
const longestStepMs = 120_000

/** One step of it at each call, with a pause where it has to wait. Its patience is that of this engine: asleep or ended, none is lost. */
export function createBoot(
  parts: DriverParts,
  file: RunFile,
  tools: BootTools
): (signal: AbortSignal) => Promise<void> {
  const { clock, timing } = parts
  const nameOf = (): string => file.read().run.asked.name
  const awake = createAwakeTime(longestStepMs)
  /** The machine that is waited for: a further one has as much time. */
  let waitedFor: string | undefined

  function tooLate(): Failure | null {
    const { own, run } = file.read()
    if (run.machine?.instance !== waitedFor) awake.restart()
    waitedFor = run.machine?.instance
    const late = awake.passed()
    if (own.hostKeys.length === 0 && own.seen && late > timing.hostKeyMs)
      return new Failure('host-key-unknown', `The machine of the run ${nameOf()} did not tell its host key.`, {
        hint: 'Its console has no host keys of cloud-init: choose another image. The machine was ended.'
      })
    if (late <= timing.bootMs) return null
    const error = file.read().run.error
    return new Failure(
      'timeout',
      `The machine of the run ${nameOf()} could not be signed in to within ${Math.round(timing.bootMs / 60_000)} minutes.`,
      {
        hint: 'The machine was ended. Its network or its image may keep others out.',
        ...(error && { detail: error.message })
      }
    )
  }

  return async signal => {
    const failure = tooLate()
    if (failure) return tools.turn(failedEnd(failure.toData()))
    const { run, own } = file.read()
    const machine = tools.seen().find(({ instance }) => instance === run.machine?.instance)
    // It may have been seen before its launch was answered, so the record counts.
    if (machine?.state !== 'running' || !run.machine?.address) return tools.wait(timing.bootLookMs)
    if (own.hostKeys.length === 0) {
      const hostKeys = await parts.withLink({ profile: run.profile, region: run.region }, link =>
        readHostKeys(link, machine.instance, signal)
      )
      if (hostKeys.length === 0) return tools.wait(timing.bootLookMs)
      file.change(record => changed(record, { own: { hostKeys } }, clock.now()))
    }
    await signIn(signal)
  }

  async function signIn(signal: AbortSignal): Promise<void> {
    const site = parts.site.open(file.read())
    try {
      await parts.site.connection(signal)
    } catch (thrown) {
      signal.throwIfAborted()
      const failure = Failure.from(thrown)
      // Another key than the console's: somebody else answers there.
      if (failure.code.startsWith('host-key')) throw failure
      if (failure.code === 'timeout' || failure.code === 'unreachable') await parts.site.openDoor(signal)
      return tools.wait(timing.bootLookMs)
    }
    file.change(record =>
      record.run.state === 'booting'
        ? changed(record, { run: { state: 'uploading', site, error: null } }, clock.now())
        : record
    )
  }
}
