/** The text of `scontrol show job`, field for field as SLURM 22.05 prints it. */
import { foldNodes, gpuModel } from './cluster'
import { duration, memoryText, timeText } from './format'
import { elapsedSeconds, outputFiles, wantedCpus } from './job'
import { dependencyText, type JobRow, taskText } from './job-rows'

/** `detail`: `scontrol show job -d`, with what it has on each node. */
export function showJob(row: JobRow, timeFormat: string, detail: boolean): string {
  const { job } = row
  const { request } = job
  const now = Date.now()
  const cpus = wantedCpus(request)
  const time = (ms: number | undefined): string => timeText(ms, timeFormat, 'Unknown')
  const limit = job.started === undefined ? undefined : job.started + request.timeLimit * 1000
  const gpus = request.gpusPerNode * request.nodes
  const memory = memoryText(request.memoryPerNode * request.nodes)
  const typed = job.started === undefined ? '' : `,gres/gpu:${gpuModel}=${gpus}`
  const gres = gpus > 0 ? `,gres/gpu=${gpus}${typed}` : ''
  const tres = `cpu=${cpus},mem=${memory},node=${request.nodes},billing=${cpus}${gres}`
  const nodes = foldNodes(job.nodes.map(node => node.name))
  const { output, error } = outputFiles(job)
  const task = row.tasks.length > 0 ? taskText(row) : job.taskId
  const array = job.arrayId === undefined ? '' : ` ArrayJobId=${job.arrayId} ArrayTaskId=${task}`
  const throttle = job.taskLimit > 0 ? ` ArrayTaskThrottle=${job.taskLimit}` : ''
  const lines = [
    `JobId=${job.id}${array}${throttle} JobName=${request.name}`,
    `UserId=${request.user}(${request.uid}) GroupId=${request.group}(${request.gid}) MCS_label=N/A`,
    `Priority=${job.priority} Nice=${request.nice} Account=${request.account} QOS=${request.quality}`,
    `JobState=${job.state} Reason=${job.reason.replaceAll(' ', '_')} Dependency=${dependencyText(job)}`,
    `Requeue=${request.requeue ? 1 : 0} Restarts=${job.restarts} BatchFlag=1 Reboot=0 ExitCode=${job.exitCode}:${job.signal}`,
    ...(detail ? ['DerivedExitCode=0:0'] : []),
    `RunTime=${duration(elapsedSeconds(job, now), true)} TimeLimit=${duration(request.timeLimit, true)} TimeMin=N/A`,
    `SubmitTime=${time(job.submitted)} EligibleTime=${time(request.begin ?? job.eligible)}`,
    `AccrueTime=${time(job.eligible)}`,
    `StartTime=${time(job.started)} EndTime=${time(job.ended ?? limit)} Deadline=N/A`,
    `SuspendTime=None SecsPreSuspend=0 LastSchedEval=${time(now)} Scheduler=Main`,
    `Partition=${request.partition} AllocNode:Sid=login01:4242`,
    `ReqNodeList=${request.nodeList.join(',') || '(null)'} ExcNodeList=(null)`,
    `NodeList=${nodes}`,
    ...(job.nodes[0] ? [`BatchHost=${job.nodes[0].name}`] : []),
    `NumNodes=${request.nodes} NumCPUs=${cpus} NumTasks=${request.tasks} CPUs/Task=${request.cpusPerTask} ReqB:S:C:T=0:0:*:*`,
    `TRES=${tres}`,
    'Socks/Node=* NtasksPerN:B:S:C=0:0:*:* CoreSpec=*',
    ...(detail ? allocation(job) : []),
    `MinCPUsNode=${request.cpusPerTask} MinMemoryNode=${memoryText(request.memoryPerNode)} MinTmpDiskNode=0`,
    'Features=(null) DelayBoot=00:00:00',
    'OverSubscribe=OK Contiguous=0 Licenses=(null) Network=(null)',
    `Command=${request.command || '(null)'}`,
    `WorkDir=${request.workDir}`,
    ...(request.comment ? [`Comment=${request.comment} `] : []),
    `StdErr=${error}`,
    'StdIn=/dev/null',
    `StdOut=${output}`,
    'Power=',
    ...(gpus > 0 ? [`TresPerNode=gres:gpu:${gpuModel}:${request.gpusPerNode}`] : [])
  ]
  return `${lines.join('\n   ')}\n`
}

/** What it holds on each node. */
function allocation({ nodes, request }: JobRow['job']): string[] {
  return nodes.flatMap(({ name, cpus, gpus }) => [
    ...(gpus.length > 0 ? [`JOB_GRES=gpu:${gpuModel}:${gpus.length}`] : []),
    `  Nodes=${name} CPU_IDs=0-${cpus - 1} Mem=${request.memoryPerNode} GRES=${gpus.length > 0 ? `gpu:${gpuModel}:${gpus.length}(IDX:${gpus.join(',')})` : ''}`
  ])
}
