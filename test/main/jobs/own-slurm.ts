/**
 * A SLURM of a test's own beside the facility's, for what would disturb the others there: a controller and two nodes on
 * this machine that can be switched off and on, without accounting. Needs root, munge of the facility, and slurmd with
 * several nodes a host.
 */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const runFile = promisify(execFile)
const nodes = ['power01', 'power02'] as const

/** How long a node takes to go down, which a slow look must not miss. Seconds. */
const downSeconds = 12

export interface OwnSlurm {
  /** Line of shell after which SLURM's commands speak to this cluster. */
  readonly environment: string
  /** One of SLURM's commands as root. */
  run(command: string, ...args: string[]): Promise<string>
  /** A node that a job has woken is starting until this is called. */
  letStart(): void
  close(): Promise<void>
}

/** The first port from this one on at which nobody listens. Below those that the system gives to whoever connects. */
async function freePort(from: number): Promise<number> {
  const server = createServer().listen(from)
  const free = await once(server, 'listening').then(
    () => true,
    () => false
  )
  if (!free) return freePort(from + 1)
  server.close()
  await once(server, 'close')
  return from
}

/** slurm.conf(5), POWER SAVING; `slurmd -b` registers as if the machine had just booted. */
async function configuration(folder: string): Promise<string> {
  const host = hostname().replace(/\..*/, '')
  const controller = await freePort(26_817)
  let port = controller
  const lines: string[] = []
  for (const name of nodes) {
    port = await freePort(port + 1)
    lines.push(
      `NodeName=${name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${port} CPUs=8 RealMemory=16000 State=UNKNOWN`
    )
  }
  return `ClusterName=power
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${controller}
SlurmUser=root
AuthType=auth/munge
CredType=cred/munge
StateSaveLocation=${folder}/state
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdPidFile=${folder}/slurmd.%n.pid
SlurmdSpoolDir=${folder}/spool.%n
SlurmdLogFile=${folder}/slurmd.%n.log
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=5
SlurmdTimeout=300
BatchStartTimeout=120
SuspendProgram=/bin/true
ResumeProgram=${folder}/resume
SuspendTime=3600
SuspendTimeout=${downSeconds}
ResumeTimeout=300
${lines.join('\n')}
PartitionName=cloud Nodes=${nodes.join()} Default=YES MaxTime=60 State=UP
`
}

/** What slurmctld runs to start nodes: they come up when they may. */
const resumeProgram = (folder: string, file: string): string => `#!/bin/sh
export SLURM_CONF=${file} PATH=/usr/sbin:/usr/bin:/sbin:/bin
until [ -e ${folder}/start ]; do [ ! -e ${folder}/closed ] || exit; sleep 0.2; done
for node in $(scontrol show hostnames "$1"); do
  pid=$(cat ${folder}/slurmd.$node.pid)
  kill "$pid"
  # Its port must be free for the next.
  while grep -q '^State:.[^ZX]' "/proc/$pid/status" 2>/dev/null; do sleep 0.2; done
  # The test may have ended meanwhile.
  [ ! -e ${folder}/closed ] || exit
  # slurmctld starts this without the standard three; slurmd would close what it opens in their place.
  slurmd -b -N "$node" </dev/null >/dev/null 2>&1
done
`

const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 200))

/** Looks five times a second until it is so. */
async function until(what: () => Promise<boolean> | boolean, failure: () => string): Promise<void> {
  for (let tries = 0; !(await what()); tries++) {
    if (tries > 400) throw new Error(failure())
    await pause()
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function pidOf(file: string): number[] {
  try {
    return [Number(readFileSync(file, 'utf8'))]
  } catch {
    return []
  }
}

export async function startOwnSlurm(): Promise<OwnSlurm> {
  const folder = mkdtempSync(join(tmpdir(), 'farscope-slurm-'))
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'state'))
  const file = join(folder, 'slurm.conf')
  writeFileSync(file, await configuration(folder))
  writeFileSync(join(folder, 'cgroup.conf'), 'CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n')
  writeFileSync(join(folder, 'resume'), resumeProgram(folder, file), { mode: 0o755 })
  const run = async (command: string, ...args: string[]): Promise<string> =>
    (await runFile(command, args, { env: { ...process.env, SLURM_CONF: file } })).stdout
  const close = async (): Promise<void> => {
    writeFileSync(join(folder, 'closed'), '')
    const daemons = [...nodes.map(node => `slurmd.${node}`), 'slurmctld']
    const pids = daemons.flatMap(name => pidOf(join(folder, `${name}.pid`)))
    for (const pid of pids.filter(isAlive)) process.kill(pid)
    // slurmd waits for what it still has to do for a job.
    for (let tries = 0; tries < 50 && pids.some(isAlive); tries++) await pause()
    for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL')
    await until(
      () => !pids.some(isAlive),
      () => `SLURM does not end: ${pids.join()}`
    )
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
  try {
    await run('slurmctld')
    // A daemon that finds no controller tries again after longer and longer waits.
    await until(
      async () => (await run('scontrol', 'ping').catch(() => '')).includes('is UP'),
      () => `slurmctld does not answer: ${readFileSync(join(folder, 'slurmctld.log'), 'utf8')}`
    )
    for (const node of nodes) await run('slurmd', '-N', node)
    const states = (): Promise<string> => run('sinfo', '-hN', '-o', '%t').catch(() => '')
    await until(
      async () => /^(idle\s*){2}$/.test(await states()),
      () => `not all nodes came up: ${readFileSync(join(folder, 'slurmctld.log'), 'utf8')}`
    )
  } catch (thrown) {
    await close()
    throw thrown
  }
  const letStart = (): void => writeFileSync(join(folder, 'start'), '')
  return { environment: `export SLURM_CONF=${file}\n`, run, letStart, close }
}
