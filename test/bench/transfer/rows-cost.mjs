import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { clearOf, limitRow } from './contest.mjs'
import { assertSame, freshFolder, giveAway, MiB, makeFile, makeTree } from './data.mjs'
import { median, run, sleep } from './process.mjs'

// What a transfer costs beside its time: the checksum, memory, and the speed of typing on the same log-in.

/** Programs that a far end may have, with how Farscope would call them. */
const checksumCommands = [
  ['xxhsum', '-H2'],
  ['b3sum'],
  ['sha256sum'],
  ['shasum', '-a', '256'],
  ['openssl', 'dgst', '-sha256']
]

/** Median seconds of the fastest checksum command there is, alone, run by the far user's shell. */
async function fastestChecksum(paths) {
  const all = []
  for (const words of checksumCommands) {
    const list = [...words, ...paths]
    try {
      const runs = []
      for (let count = 0; count < 3; count++) runs.push((await run(list)).seconds)
      all.push({ name: words[0], seconds: median(runs) })
    } catch {
      // Not there, or another program of that name.
    }
  }
  return all.toSorted((a, b) => a.seconds - b.seconds)[0] ?? { name: 'none', seconds: 0 }
}

/** Median seconds of the copy, plain and verified, in turns. */
async function verifiedCopies(bench, source, target, expected) {
  const times = { plain: [], verified: [] }
  for (let turn = 0; turn < bench.rounds; turn++)
    for (const kind of ['plain', 'verified']) {
      clearOf(target)()
      const more = kind === 'verified' ? ['--verify'] : []
      const { seconds, result } = await bench.farscope.copy(['put', source, `loop:${target}`, ...more])
      if (kind === 'verified' && result.verified !== expected) throw new Error(`${result.verified} files were verified`)
      times[kind].push(seconds - bench.overhead)
    }
  return { plain: median(times.plain), verified: median(times.verified) }
}

const verifyLarge = {
  id: 'verify-large',
  site: 'loop',
  run: async bench => {
    const size = bench.quick ? 256 : 1024
    const source = makeFile(join(bench.folder, 'near', 'movie.tiff'), size * MiB)
    const target = join(await freshFolder(join(bench.far, 'landing')), 'movie.tiff')
    try {
      const { plain, verified } = await verifiedCopies(bench, source, target, 1)
      const command = await fastestChecksum([target])
      const allowed = plain + 1.15 * command.seconds
      return limitRow({
        ...{ work: `--verify, ${size} MiB file, loopback`, unit: 's', ours: verified, reference: allowed },
        ...{ referenceName: `copy ${plain.toFixed(2)} + 1.15 x ${command.name} ${command.seconds.toFixed(2)}` },
        ...{ ratio: verified / allowed, wanted: '<= 1', met: verified <= allowed }
      })
    } finally {
      clearOf(source, target)()
    }
  }
}

const verifyMany = {
  id: 'verify-many',
  site: 'loop',
  run: async bench => {
    const count = bench.quick ? 200 : 1000
    const source = makeTree(join(bench.folder, 'near', 'session'), count, MiB)
    const target = join(await freshFolder(join(bench.far, 'landing')), 'session')
    try {
      const { plain, verified } = await verifiedCopies(bench, source, target, count)
      return limitRow({
        ...{ work: `--verify, ${count} files of 1 MiB, loopback`, unit: 's', ours: verified, reference: plain },
        ...{ referenceName: 'the copy alone', ratio: verified / plain, wanted: '<= 1.5', met: verified <= 1.5 * plain }
      })
    } finally {
      clearOf(source, target)()
    }
  }
}

/** An engine of its own, so that the peak is this work's. */
async function peakOf(bench, work) {
  await bench.farscope.stopEngine()
  await bench.farscope.startEngine()
  await bench.farscope.warm('loop')
  await work()
  return bench.farscope.peakMemory() / 1e6
}

function memoryRow(work, peak, limit) {
  return limitRow({
    ...{ work, unit: 'MB', ours: peak, reference: limit, referenceName: 'limit' },
    ...{ ratio: peak / limit, wanted: `<= ${limit} MB`, met: peak <= limit }
  })
}

const memoryLarge = {
  id: 'memory-large',
  site: 'loop',
  run: async bench => {
    const size = bench.quick ? 1024 : 10_240
    const source = join(bench.folder, 'near', 'sparse.tiff')
    const target = join(await freshFolder(join(bench.far, 'landing')), 'sparse.tiff')
    try {
      // A file of holes: only the engine's memory is looked at, not the speed.
      await run(['truncate', '-s', String(size * MiB), source])
      const peak = await peakOf(bench, () => bench.farscope.copy(['put', source, `loop:${target}`]))
      return memoryRow(`engine's peak memory, ${size} MiB file (sparse source)`, peak, 300)
    } finally {
      clearOf(source, target)()
    }
  }
}

const memoryQueue = {
  id: 'memory-queue',
  site: 'loop',
  run: async bench => {
    const count = bench.quick ? 20_000 : 100_000
    const source = makeTree(join(bench.folder, 'near', 'session'), count, 16)
    const target = join(await freshFolder(join(bench.far, 'landing')), 'session')
    try {
      const peak = await peakOf(bench, () => bench.farscope.copy(['put', source, `loop:${target}`], 900_000))
      return memoryRow(`engine's peak memory, queue of ${count} files`, peak, 400)
    } finally {
      clearOf(source, target)()
    }
  }
}

/** Milliseconds of so many keys, as a quick typist sends them. */
async function typed(echo, count) {
  const times = []
  for (let key = 0; key < count; key++) {
    times.push(await echo.key())
    await sleep(60)
  }
  return times
}

async function echoes(bench, { site, direction, size }) {
  const up = direction === 'up'
  const source = makeFile(join(up ? join(bench.folder, 'near') : bench.far, 'movie.tiff'), size)
  if (!up) await giveAway(source)
  const landing = up ? await freshFolder(join(bench.far, 'landing')) : join(bench.folder, 'landing')
  mkdirSync(landing, { recursive: true })
  const target = join(landing, 'movie.tiff')
  const words = up ? ['put', source, `${site}:${target}`] : ['get', `${site}:${source}`, target]
  const echo = await bench.farscope.openEcho(site)
  try {
    await echo.key()
    const idle = median(await typed(echo, 40))
    const started = Date.now()
    let ended
    const copying = bench.farscope.copy(words).finally(() => (ended = Date.now()))
    // It is awaited below, but may fail before.
    copying.catch(() => undefined)
    // Until the transfer is at full speed.
    await sleep(site.startsWith('path') ? 2000 : 800)
    const busy = []
    while (ended === undefined && busy.length < 150) busy.push(...(await typed(echo, 5)))
    await copying
    await assertSame(source, target)
    return {
      idle,
      busy: median(busy),
      keys: busy.length,
      rate: size / MiB / ((ended - started) / 1000 - bench.overhead)
    }
  } finally {
    await echo.close()
    clearOf(source, target)()
  }
}

/** On the path against the idle echo; on loopback 10 ms may be added. */
const echoRow = (where, direction) => ({
  id: `echo-${where}-${direction}`,
  site: `${where}1`,
  run: async bench => {
    const size = (where === 'path' ? 512 : 2048) * MiB * (bench.quick ? 0.5 : 1)
    const { idle, busy, keys, rate } = await echoes(bench, { site: `${where}1`, direction, size })
    const limit = where === 'path' ? idle * 1.3 : idle + 10
    return {
      ...limitRow({
        ...{
          work: `key echo on the same log-in, ${direction}, ${where === 'path' ? '50 ms path' : 'loopback'}`,
          unit: 'ms'
        },
        ...{ ours: busy, reference: idle, referenceName: 'idle', ratio: busy / idle },
        ...{ wanted: where === 'path' ? '<= 1.3' : '<= idle + 10 ms', met: busy <= limit }
      }),
      detail: { work: `key echo, ${where}, ${direction}`, keys, rateMiBps: Math.round(rate) }
    }
  }
})

export const costRows = [
  verifyLarge,
  verifyMany,
  memoryLarge,
  memoryQueue,
  ...['path', 'loop'].flatMap(where => ['up', 'down'].map(direction => echoRow(where, direction)))
]
