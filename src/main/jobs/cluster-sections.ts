/** The part of a poll that tells of the cluster: its questions, and what their answers become. */
import { type ClusterReading, unknownCluster } from '@domain/jobs/cluster'
import type { JobRecord } from '@domain/jobs/job-record'
import type { Section } from './slurm-asker'

/** Lines of shell that run after the prelude of slurm-asker. */
export const clusterScript = `section version squeue --version`

/** `queue`: the jobs of all users where the poll has them; null: they were counted on the cluster. */
export function readCluster(
  _sections: ReadonlyMap<string, Section>,
  _queue: readonly JobRecord[] | null
): ClusterReading {
  return unknownCluster
}
