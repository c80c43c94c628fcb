/** The part of a poll that tells of the cluster: its questions, and what their answers become. */
import { type ClusterReading, parseCluster } from '@domain/jobs/cluster'
import { countJobs, parseJobCounts } from '@domain/jobs/cluster-jobs'
import type { JobRecord } from '@domain/jobs/job-record'
import type { Section } from './slurm-asker'

/** What a node's line says and nobody wants: two thirds of it, which 10,000 nodes would send at each poll. */
const unwanted = [
  ...['Arch', 'CoresPerSocket', 'CPUEfctv', 'AvailableFeatures', 'GresDrain', 'NodeAddr', 'NodeHostName', 'Port'],
  ...['Version', 'Sockets', 'Boards', 'ThreadsPerCore', 'TmpDisk', 'Weight', 'Owner', 'MCS_label', 'BootTime'],
  ...['SlurmdStartTime', 'LastBusyTime', 'ResumeAfterTime', 'CfgTRES', 'CapWatts', 'CurrentWatts', 'AveWatts'],
  ...['ExtSensors[A-Za-z]*']
].join('|')

/**
 * Lines of shell that run after the prelude of slurm-asker; `$1` is `all` where the queue is that of all users. Texts are
 * made small on the cluster, and a failed command stays a failure.
 */
export const clusterScript = `section identity sh -c 'squeue --version; scontrol show config | grep "^ClusterName"'
section nodes sh -c 'all=$(scontrol -d -o show node) || exit; printf "%s\\n" "$all" | sed -E -e "$0"' 's/ OS=.* RealMemory=/ RealMemory=/; s/ (${unwanted})=[^ ]*//g'
section partitions scontrol -o show partition
section reservations scontrol -o show reservation
[ "$1" = all ] || section counts sh -c 'squeue -h -a -t PD,R -o "%t %P %i" | sed "s/ [0-9][0-9_+]*$//" | sort | uniq -c'`

/**
 * Null where nodes or partitions were not told. `queue`: the jobs of all users where the poll has them; null: they were
 * counted on the cluster.
 */
export function readCluster(
  sections: ReadonlyMap<string, Section>,
  queue: readonly JobRecord[] | null
): ClusterReading | null {
  if (['nodes', 'partitions'].some(name => sections.get(name)?.code !== 0)) return null
  const text = (name: string): string => sections.get(name)?.stdout ?? ''
  const jobs = queue ? countJobs(queue) : parseJobCounts(text('counts'))
  return parseCluster(
    {
      identity: text('identity'),
      nodes: text('nodes'),
      partitions: text('partitions'),
      reservations: text('reservations')
    },
    jobs
  )
}
