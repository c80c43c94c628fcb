import { limitRow } from '../transfer/contest.mjs'
import { median, sleep } from '../transfer/process.mjs'
import { pageRow } from './page.mjs'
import { asUser, emptyQueue, fillQueue, jobName, load, pollSeconds, site } from './rig.mjs'

const bytesIn = async client => {
  const { connections } = await client.app.status()
  return connections.reduce((sum, link) => sum + link.bytesIn, 0)
}

/** One question about a long queue, from exec to jobs in the engine, beside squeue through ssh's own kept connection. */
const poll = {
  id: 'poll',
  run: async ({ client, ssh, quick, turns }) => {
    const jobs = quick ? 1000 : 10_000
    await fillQueue(jobs)
    const { squeueFormat } = await load('src/domain/jobs/squeue.ts')
    const form = squeueFormat('00000000').replaceAll("'", "'\\''")
    const peer = `LC_ALL=C SLURM_TIME_FORMAT=%s SLURM_BITSTR_LEN=0 squeue -h -u cryo -o '${form}'`
    const times = { ours: [], peer: [] }
    const bytes = { ours: 0, peer: 0 }
    await client.jobs.list({ site })
    for (let turn = 0; turn < turns; turn++) {
      const before = await bytesIn(client)
      const started = performance.now()
      const { jobs: seen } = await client.jobs.list({ site })
      times.ours.push((performance.now() - started) / 1000)
      bytes.ours = (await bytesIn(client)) - before
      if (seen.length < jobs) throw new Error(`${seen.length} of ${jobs} jobs came`)
      const { seconds, stdout } = await ssh(peer)
      times.peer.push(seconds)
      bytes.peer = Buffer.byteLength(stdout)
    }
    const [ours, reference] = [median(times.ours), median(times.peer)]
    const work = `${jobs.toLocaleString('en')} pending jobs`
    const squeue = { referenceName: 'squeue -o through ssh' }
    return [
      limitRow({
        ...{ work: `${work}: one poll, exec to jobs`, unit: 's', ours, reference, ...squeue },
        ...{ ratio: ours / reference, wanted: '<= 1.5', met: ours <= 1.5 * reference }
      }),
      limitRow({
        ...{ work: `${work}: bytes of one poll`, unit: 'kB', ours: bytes.ours / 1000, reference: bytes.peer / 1000 },
        ...{ ...squeue, ratio: bytes.ours / bytes.peer, wanted: '<= 1.2', met: bytes.ours <= 1.2 * bytes.peer }
      })
    ]
  }
}

/** Follows the queue as a window does; `stateOf(id)` is the state that the window shows. */
function follow(client) {
  const control = new AbortController()
  const states = new Map()
  const ended = (async () => {
    const changes = await client.jobs.watchChanges({ site, historyDays: 1 }, { signal: control.signal })
    for await (const change of changes)
      for (const job of change.type === 'all' ? change.jobs : change.changed) states.set(job.id, job.state)
  })().catch(error => {
    if (!control.signal.aborted) throw error
  })
  return {
    stateOf: id => states.get(id),
    async close() {
      control.abort()
      await ended
    }
  }
}

async function until(limitMs, check) {
  const started = performance.now()
  while (!(await check())) {
    if (performance.now() - started > limitMs) throw new Error(`not within ${limitMs / 1000} s`)
    await sleep(50)
  }
  return performance.now() - started
}

/** From the moment SLURM itself says RUNNING until the row does. What is done to the job is not done through Farscope. */
const change = {
  id: 'change',
  run: async ({ client, turns }) => {
    await emptyQueue()
    const window = follow(client)
    const waits = []
    try {
      for (let turn = 0; turn < turns; turn++) {
        const { stdout } = await asUser(`cd /tmp && sbatch --parsable -H -J ${jobName} -o /dev/null --wrap 'sleep 90'`)
        const id = stdout.trim()
        await until(60_000, () => window.stateOf(id) === 'PENDING')
        await sleep(1000 * (1 + 2 * turn))
        await asUser(`scontrol release ${id}`)
        await until(60_000, async () => (await asUser(`squeue -h -j ${id} -o %T`)).stdout.trim() === 'RUNNING')
        waits.push((await until(60_000, () => window.stateOf(id) === 'RUNNING')) / 1000)
      }
    } finally {
      await window.close()
      await emptyQueue()
    }
    const [worst, limit] = [Math.max(...waits), pollSeconds + 1]
    return [
      limitRow({
        ...{ work: `a job runs until its row says so, the latest of ${turns}`, unit: 's', ours: worst },
        ...{ reference: limit, referenceName: `interval of ${pollSeconds} s + 1 s`, ratio: worst / limit },
        ...{ wanted: '<= 1', met: worst <= limit }
      })
    ]
  }
}

/** Calls of the user that slurmctld counted: sdiag(1), "Remote Procedure Call statistics by user". */
async function calls() {
  const { stdout } = await asUser('sdiag')
  return Number(/^\s*cryo\s+\(\s*\d+\) count:(\d+)/m.exec(stdout)?.[1] ?? 0)
}

/** The same minute with one window on the queue and with three, which show five panes. */
const load5 = {
  id: 'calls',
  run: async ({ engine, quick }) => {
    const seconds = quick ? 25 : 65
    await emptyQueue()
    await fillQueue(3)
    const counted = async windows => {
      const open = windows.map(follow)
      await sleep(3000)
      const before = await calls()
      await sleep(seconds * 1000)
      const count = (await calls()) - before
      for (const window of open) await window.close()
      return count
    }
    const [one, two, three] = ['one', 'two', 'three'].map(name => engine.client(`bench-${name}`))
    const alone = await counted([one])
    const many = await counted([one, one, two, two, three])
    await emptyQueue()
    return [
      limitRow({
        ...{ work: `calls at slurmctld in ${seconds} s, 3 windows with 5 panes`, unit: 'calls', ours: many },
        ...{ reference: alone, referenceName: 'one window', ratio: many / alone },
        ...{ wanted: '<= 1 (and one poll)', met: many <= alone * 1.01 + alone / (seconds / pollSeconds) }
      })
    ]
  }
}

export const jobsRows = [poll, change, load5, pageRow]
