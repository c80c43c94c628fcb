/** Records of runs for tests, as the contract makes them out of what is given. */
import { askedRunSchema, type Run, type RunMachine } from '@contract/cloud-runs'
import { notBegun } from '@domain/cloud/runs/states'

export const someMachine = (given: Partial<RunMachine> = {}): RunMachine => ({
  ...{ instance: 'i-0001', type: 'g5.2xlarge', zone: 'us-east-1a', spot: false, address: null },
  ...{ launchedAt: '2026-11-22T10:00:00Z', endedAt: null, usdPerHour: 1.2 },
  ...given
})

type Given = Partial<Omit<Run, 'asked'>> & { asked?: Partial<Run['asked']> }

/** A run of two hours at most, with nothing launched yet. */
export function someRun({ asked, ...given }: Given = {}): Run {
  return {
    ...{ id: 'r00000000001', profile: null, region: 'us-east-1', account: '123456789012', owner: 'ann' },
    asked: askedRunSchema.parse({
      ...{ name: 'Class2D/job012', command: 'true', types: ['g5.2xlarge'], maxSeconds: 7200 },
      ...asked
    }),
    ...{ state: 'running', since: '2026-11-22T10:00:00Z', createdAt: '2026-11-22T10:00:00Z' },
    ...notBegun(),
    ...given
  }
}
