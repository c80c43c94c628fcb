import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { cpus, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { failedRow } from './contest.mjs'
import { createFarscope } from './farscope.mjs'
import { createPeers } from './peers.mjs'
import { run } from './process.mjs'
import { facilityUp, loopUp, masterUp, pathUp, peerConfig, wire } from './servers.mjs'

// Rows of measurements against two far ends: their servers, an engine and the peers are started and ended here.

/** Memory where there is enough of it, so that no disk is measured. */
function workFolder() {
  const inMemory = '/dev/shm'
  const base = process.env.FARSCOPE_BENCH_DIR ?? (freeBytes(inMemory) > 6 * 1024 ** 3 ? inMemory : tmpdir())
  const folder = mkdtempSync(join(base, 'farscope-bench-'))
  return folder
}

function freeBytes(path) {
  try {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize
  } catch {
    return 0
  }
}

const firstLine = async words => {
  try {
    const { stdout } = await run(['sh', '-c', `${words} 2>&1`])
    return stdout.split('\n')[0].trim()
  } catch {
    return 'not there'
  }
}

async function machineFacts(folder) {
  const [{ model } = { model: '' }] = cpus()
  return {
    processor: `${cpus().length} x ${model}`,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    kernel: release(),
    files: folder,
    wire: `${wire.roundTripMs} ms, ${wire.mbit} Mbit/s, queue of ${wire.queueMs} ms`,
    congestionControl: await firstLine('sysctl -n net.ipv4.tcp_congestion_control'),
    ssh: await firstLine('ssh -V'),
    rsync: await firstLine('rsync --version'),
    rclone: await firstLine('rclone version'),
    lftp: await firstLine('lftp --version')
  }
}

/** Starts what the rows need, each with its end; `ends` is filled as things come up. */
async function setUp(folder, ends, needsPath) {
  const account = await facilityUp()
  ends.push(await loopUp(folder))
  const config = await peerConfig(folder, account.key)
  let pathProblem
  if (needsPath) {
    try {
      ends.push(await pathUp(folder))
      ends.push(await masterUp(config, 'path'))
    } catch (error) {
      pathProblem = `no 50 ms path on this machine: ${error.message}`
    }
  }
  const farscope = await createFarscope(folder, account)
  for (const where of pathProblem || !needsPath ? ['loop'] : ['loop', 'path']) {
    await farscope.addSite(where, where, 'free')
    await farscope.addSite(`${where}1`, where, 'asked')
  }
  await farscope.startEngine()
  ends.push(() => farscope.stopEngine())
  const far = join(folder, 'far')
  mkdirSync(far)
  mkdirSync(join(folder, 'near'))
  // mkdtemp's folder is private; the far user has to get through.
  await run(['chmod', '755', folder])
  const peers = await createPeers({ config, key: account.key, folder })
  return { folder, far, farscope, peers, pathProblem, overhead: await farscope.overhead() }
}

async function measure(row, bench) {
  if (row.site.startsWith('path') && bench.pathProblem) return failedRow(row.id, bench.pathProblem)
  try {
    await bench.farscope.warm(row.site)
    return await row.run(bench)
  } catch (error) {
    return failedRow(row.id, error.message)
  }
}

/**
 * Clock: wall time of the whole command of each; off it go, for Farscope, the time that its command takes to start and
 * find the engine that runs (a window has it running), and for each peer its log-in.
 *
 * @param {string} name of the benchmark
 * @param {{id: string, site: string, run: (bench: object) => Promise<object>}[]} allRows
 * @param {{quick?: boolean, only?: string[], turns?: number}} options
 */
export async function runRows(name, allRows, { quick = false, only = [], turns = quick ? 1 : 3 } = {}) {
  const unit = 'higher ratio is better, except where wanted says <'
  if (process.getuid?.() !== 0)
    return { name, unit, rows: [], notes: ['needs root: it starts SSH servers and a network namespace'] }
  const chosen = allRows.filter(({ id }) => only.length === 0 || only.some(begin => id.startsWith(begin)))
  const folder = workFolder()
  const ends = []
  const cleanUp = async () => {
    for (const end of ends.splice(0).toReversed()) await end()
    rmSync(folder, { recursive: true, force: true })
  }
  // Interrupted, it must not leave servers and a namespace behind.
  const interrupted = () => void cleanUp().finally(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, interrupted)
  try {
    const needsPath = chosen.some(({ site }) => site.startsWith('path'))
    const common = { ...(await setUp(folder, ends, needsPath)), quick, rounds: turns }
    const rows = []
    const details = []
    for (const row of chosen) {
      const measured = await measure(row, common)
      for (const one of [measured].flat()) {
        process.stderr.write(`${JSON.stringify({ id: row.id, ...one.row, ...one.detail })}\n`)
        rows.push({ row: row.id, ...one.row })
        if (one.detail) details.push(one.detail)
      }
    }
    return { name, unit, machine: await machineFacts(folder), rows, details }
  } finally {
    await cleanUp()
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, interrupted)
  }
}
