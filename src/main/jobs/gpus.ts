/** What the GPUs of a running job do, asked once: inside the job with srun, else over ssh from the login node. */
import type { NodeGpus } from '@contract/job-usage'
import type { Job } from '@contract/jobs'
import { eachAtOnce } from '@domain/each-at-once'
import { Failure } from '@domain/failure'
import { gpuQuery, parseGpus } from '@domain/jobs/nvidia-smi'
import { plainWords } from '@domain/jobs/scheduler-answers'
import { type Clock, systemClock } from '../platform'
import type { Section, SlurmAsker } from './slurm-asker'

type Signal = AbortSignal | undefined

/** Nodes that are asked of one job, and how many at a time: each takes a channel of the connection. */
const mostNodes = 32
const width = 3

/** See contract/job-usage. `conflict` for a job that does not run, `not-found` for one that is unknown. */
export type ReadGpus = (site: string, id: string, signal: Signal) => Promise<{ nodes: NodeGpus[]; asOf: string }>

const hostsScript = `section job squeue -h -j "$1" -o '%A %T %N'
nodes=$(squeue -h -j "$1" -t RUNNING,COMPLETING,SUSPENDED -o %N | head -n 1)
[ -z "$nodes" ] || section hosts scontrol show hostnames "$nodes"`

/**
 * Job `$1` on node `$2`. `--overlap` shares what the job's steps already have (srun(1), since 20.11); the node's own
 * shell tells which GPUs are the job's. ssh asks nobody: where it is not allowed it fails at once; it is not tried when
 * the step ran and nvidia-smi itself had nothing to tell.
 */
const nodeScript = `ask="printf 'visible=%s\\\\n' \\"\\\${CUDA_VISIBLE_DEVICES-}\\"; exec nvidia-smi --query-gpu=${gpuQuery} --format=csv,noheader,nounits"
section srun srun --overlap --jobid="$1" --nodelist="$2" --nodes=1 --ntasks=1 --mpi=none --input=none sh -c "$ask"
case $said in *"
0") ;; *nvidia-smi*|*'Exited with exit code'*) ;; *) section ssh ssh -n -o BatchMode=yes -o ConnectTimeout=8 -- "$2" "$ask" ;; esac`

function gpusOf(node: string, section: Section | undefined): NodeGpus | null {
  if (section?.code !== 0) return null
  const visible = /^visible=(.*)$/m.exec(section.stdout)?.[1] ?? ''
  const gpus = parseGpus(section.stdout, visible)
  return {
    node,
    gpus,
    message:
      gpus.length > 0 ? '' : plainWords(section.stdout.replace(/^visible=.*$/m, '')) || 'nvidia-smi shows no GPU there.'
  }
}

/** The node's own words; those of srun, and of ssh where that was tried too. */
function refusal(srun: Section | undefined, ssh: Section | undefined): string {
  const words = (section: Section | undefined, what: string): string[] => {
    if (!section) return []
    if (section.code === 124) return [`${what} did not answer within 20 seconds.`]
    // nvidia-smi complains on standard output.
    const said = plainWords(section.stdout.replace(/^visible=.*$/m, '')) || plainWords(section.stderr)
    return [said || `${what} ended with status ${section.code}.`]
  }
  return [...words(srun, 'srun'), ...words(ssh, 'ssh')].join(' ') || 'It did not answer.'
}

export function createReadGpus(
  asker: SlurmAsker,
  show: (site: string, id: string, signal: Signal) => Promise<Job>,
  clock: Clock = systemClock
): ReadGpus {
  async function ofNode(site: string, job: string, node: string, signal: Signal): Promise<NodeGpus> {
    const { sections } = await asker.ask(site, nodeScript, [job, node], { signal })
    const srun = sections.get('srun')
    const ssh = sections.get('ssh')
    return gpusOf(node, srun) ?? gpusOf(node, ssh) ?? { node, gpus: [], message: refusal(srun, ssh) }
  }

  return async (site, id, signal) => {
    const { sections } = await asker.ask(site, hostsScript, [id.replace(/_\[.*/, '')], { signal })
    const lines = (sections.get('job')?.code === 0 ? (sections.get('job')?.stdout ?? '') : '').trim().split('\n')
    const [raw = ''] = lines[0]?.split(' ') ?? []
    const hosts = (sections.get('hosts')?.stdout ?? '').split('\n').filter(node => node !== '')
    if (hosts.length === 0) {
      const { state } = await show(site, id, signal)
      throw new Failure('conflict', `Job ${id} of ${site} does not run (${state}), so no GPU works for it now.`)
    }
    if (lines.length > 1)
      throw new Failure('usage', `Job ${id} is an array; each task has its own GPUs.`, {
        hint: `Name a task, for instance ${id}_0.`
      })
    const nodes = await eachAtOnce(hosts.slice(0, mostNodes), width, node => ofNode(site, raw, node, signal))
    return { nodes, asOf: clock.now().toISOString() }
  }
}
