/** For how long machines of runs are paid for. */
import type { Run, RunMachine } from '@contract/cloud-runs'

/**
 * Linux machines and their disks are billed by the second from launch to end, and at least so many seconds: AWS, "Amazon
 * EC2 per-second billing", https://aws.amazon.com/about-aws/whats-new/2017/10/announcing-amazon-ec2-per-second-billing/
 */
const leastSeconds = 60

type Timed = Pick<RunMachine, 'launchedAt' | 'endedAt'>

/** All machines that a run has had, the first one first. */
export function machinesOf({ earlier, machine }: Pick<Run, 'earlier' | 'machine'>): readonly RunMachine[] {
  return machine ? [...earlier, machine] : earlier
}

/** What of a machine's time is billed until `until`, as milliseconds since 1970. A clock that is behind makes it no less. */
export function billedTime({ launchedAt, endedAt }: Timed, until: Date): { start: number; end: number } {
  const start = Date.parse(launchedAt)
  const end = endedAt === null ? until.getTime() : Date.parse(endedAt)
  return { start, end: Math.max(end, start + leastSeconds * 1000) }
}

export function billedSeconds(machine: Timed, until: Date): number {
  const { start, end } = billedTime(machine, until)
  return (end - start) / 1000
}
