/** Ends the machine of a run, and only that: what does not carry the run's tags is left alone. */
import type { Run } from '@contract/cloud-runs'
import { Failure } from '@domain/failure'
import { isNotThere } from '../cloud-errors'
import type { CloudLink } from '../cloud-link'
import { requireAccount } from './own-account'
import { goes, isGone, type SeenMachine, seeMachine } from './seen-machine'

/** `unknown`: EC2 does not know it. `foreign`: it does not carry the tags of the run. */
export type LookedAt = SeenMachine | 'unknown' | 'foreign'

/** The word of EC2 about this machine itself, in the account of the run. Its lists may leave out what is there. */
export async function lookAtMachine(
  link: CloudLink,
  run: Run,
  instance: string,
  signal: AbortSignal
): Promise<LookedAt> {
  try {
    const found = await seeMachine(link, instance, signal)
    return found?.run === run.id && found.owner === run.owner ? found : 'foreign'
  } catch (thrown) {
    if (!isNotThere(thrown)) throw thrown
    await requireAccount(link, run, signal)
    return 'unknown'
  }
}

/** `ends`: EC2 has said that it ends it. `unknown`: it knows none, as it may for a moment after it has made it. */
export async function endMachine(
  link: CloudLink,
  run: Run,
  instance: string,
  signal: AbortSignal
): Promise<'gone' | 'ends' | 'unknown'> {
  const found = await lookAtMachine(link, run, instance, signal)
  if (found === 'unknown') return 'unknown'
  if (found === 'foreign') throw notOurs(instance)
  if (isGone(found)) return 'gone'
  if (goes(found)) return 'ends'
  try {
    await link.ec2(`end ${instance}`, signal, (ec2, options) =>
      ec2.terminateInstances({ InstanceIds: [instance] }, options)
    )
    return 'ends'
  } catch (thrown) {
    if (isNotThere(thrown)) return 'unknown'
    throw thrown
  }
}

export const notOurs = (instance: string): Failure =>
  new Failure('not-allowed', `${instance} does not carry the tags of this run any more.`, {
    hint: 'It was left alone. Look at it in the AWS console, and end it there.'
  })
