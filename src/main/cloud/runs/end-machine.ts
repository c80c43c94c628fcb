/** Ends the machine of a run, and only that: what does not carry the run's tags is left alone. */
import { Failure } from '@domain/failure'
import type { CloudLink } from '../cloud-link'
import { goes, isGone, type SeenMachine, seeMachine } from './seen-machine'

interface Ours {
  readonly run: string
  readonly owner: string
  readonly instance: string
}

/** True: it is gone. False: EC2 has said that it ends it. */
export async function endMachine(link: CloudLink, ours: Ours, signal: AbortSignal): Promise<boolean> {
  const found = await lookAt(link, ours, signal)
  if (found === 'gone') return true
  if (isGone(found)) return true
  if (goes(found)) return false
  try {
    await link.ec2(`end ${ours.instance}`, signal, (ec2, options) =>
      ec2.terminateInstances({ InstanceIds: [ours.instance] }, options)
    )
    return false
  } catch (thrown) {
    if (isUnknown(thrown)) return true
    throw thrown
  }
}

const isUnknown = (thrown: unknown): boolean => thrown instanceof Failure && thrown.code === 'not-found'

async function lookAt(
  link: CloudLink,
  { run, owner, instance }: Ours,
  signal: AbortSignal
): Promise<SeenMachine | 'gone'> {
  try {
    const found = await seeMachine(link, instance, signal)
    if (found?.run === run && found.owner === owner) return found
  } catch (thrown) {
    if (isUnknown(thrown)) return 'gone'
    throw thrown
  }
  throw new Failure('not-allowed', `${instance} does not carry the tags of this run any more.`, {
    hint: 'It was left alone. Look at it in the AWS console, and end it there.'
  })
}
