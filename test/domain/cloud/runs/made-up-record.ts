/** A run that has just been asked for, with two zones to try. */
import { askedRunSchema, type Run } from '@contract/cloud-runs'
import type { LaunchAttempt, RunRecord } from '@domain/cloud/runs/run-record'
import { notBegun } from '@domain/cloud/runs/states'

export const now = new Date('2026-11-22T10:00:00.000Z')
const at = now.toISOString()

const place = (type: string, zone: string) => ({
  ...{ type, zone, subnet: 'subnet-00000001', vpc: 'vpc-1', usdPerHour: 1 }
})

export const attempt: LaunchAttempt = {
  ...{ token: 't-1', place: place('g5.2xlarge', 'us-east-1a'), group: 'sg-1', userData: '#!/bin/sh', at },
  deadline: '2026-11-22T11:00:00.000Z'
}

export function madeUpRecord(run: Partial<Run> = {}, own: Partial<RunRecord['own']> = {}): RunRecord {
  return {
    run: {
      ...{ id: 'rabcdefghijk', profile: null, region: 'us-east-1', account: '1', owner: 'ada', state: 'launching' },
      asked: askedRunSchema.parse({ name: 'refine', command: 'x', types: ['g5.2xlarge'], maxSeconds: 3600 }),
      ...{ since: at, createdAt: at },
      ...notBegun(),
      ...run
    },
    own: {
      ...{ key: 'k', image: { id: 'ami-1', name: '', user: 'ubuntu', rootDevice: '/dev/sda1', leastGb: 8 } },
      places: [place('g5.2xlarge', 'us-east-1a'), place('g5.2xlarge', 'us-east-1b'), place('g6.2xlarge', 'us-east-1a')],
      ...{ at: 0, attempt: null, publicKey: 'ssh-ed25519 AAAA farscope', hostKeys: [], port: 22, seen: false },
      ...{ endAs: null, keep: false, fetched: null, forgotten: false, ...own }
    }
  }
}

export const machine = {
  ...{ instance: 'i-1', type: 'g5.2xlarge', zone: 'us-east-1a', spot: false, address: '198.51.100.9' },
  ...{ launchedAt: at, endedAt: null, usdPerHour: 1 }
}
