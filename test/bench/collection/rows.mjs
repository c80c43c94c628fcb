import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, mkdirSync, openSync, rmSync, utimesSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { clearOf, limitRow } from '../transfer/contest.mjs'
import { assertSame, freshFolder, giveAway, MiB, makeFile, makeTree } from '../transfer/data.mjs'
import { end, median, sleep } from '../transfer/process.mjs'
import { processWith, secondsOf } from './host-load.mjs'

// A collection as it runs: how soon a movie is seen and what that costs its host, how fast a backlog clears, and how
// little of a micrograph is read for its picture.

/**
 * A watch as somebody sees it who looks on: told after each change, at most once a second. One command for all of it: one
 * for each look would take a processor of its own, which what is measured here needs.
 */
function followed(bench, name) {
  const [node, ...args] = bench.farscope.words(['--json', 'watch', 'status', name, '--follow'])
  const child = spawn(node, args, { env: bench.farscope.env, stdio: ['ignore', 'pipe', 'inherit'] })
  let seen
  let told = () => {}
  createInterface({ input: child.stdout }).on('line', line => {
    seen = JSON.parse(line)
    told()
  })
  return {
    /** Waits until it is so. @returns what was told then */
    async until(limitMs, reached) {
      const limit = Date.now() + limitMs
      while (!seen || !reached(seen)) {
        const left = limit - Date.now()
        if (left <= 0) throw new Error(`not within ${limitMs / 1000} s: ${JSON.stringify(seen)?.slice(0, 300)}`)
        await Promise.race([new Promise(resolve => (told = resolve)), sleep(Math.min(left, 1000))])
      }
      return seen
    },
    close: () => end(child)
  }
}

const seen = {
  id: 'seen',
  site: 'loop',
  run: async bench => {
    const [files, movies] = bench.quick ? [10_000, 2] : [100_000, 4]
    const tree = await freshFolder(join(bench.far, 'run'))
    makeTree(join(tree, 'old'), files, 16)
    const blocked = join(bench.folder, 'near', 'blocked')
    writeFileSync(blocked, '')
    let watch
    try {
      // Nothing can be copied below a file: what is measured is the watching alone.
      await bench.farscope.copy(['watch', 'add', `loop:${tree}`, join(blocked, 'copies'), '--name', 'seen'])
      watch = followed(bench, 'seen')
      await watch.until(180_000, ({ found, means }) => found.files === files && means !== null)
      // Its first look at everything is behind it, and the next one, too.
      await sleep(20_000)
      const delays = []
      const server = processWith(join(bench.folder, 'sshd-loop.conf'))
      const before = { seconds: secondsOf(server), at: Date.now() }
      for (let movie = 1; movie <= movies; movie++) {
        const due = Date.now() + 10_000
        makeFile(join(tree, `movie-${movie}.eer`), 300 * MiB)
        const finished = Date.now()
        await watch.until(30_000, ({ found }) => found.files === files + movie)
        delays.push((Date.now() - finished) / 1000)
        await sleep(Math.max(0, due - Date.now()))
      }
      const load = (secondsOf(server) - before.seconds) / ((Date.now() - before.at) / 1000)
      const { means, lookMs } = await watch.until(1000, () => true)
      const work = `${files} files, one new movie of 300 MiB each 10 s, by ${means}`
      const slowest = Math.max(...delays)
      return [
        limitRow({
          ...{ work: `${work}: seen after it is finished`, unit: 's', ours: slowest, reference: 5, ratio: slowest / 5 },
          ...{ referenceName: `limit; median ${median(delays).toFixed(1)}`, wanted: '<= 5 s', met: slowest <= 5 }
        }),
        limitRow({
          ...{
            work: `${work}: load on the host`,
            unit: '% of a core',
            ours: load * 100,
            reference: 1,
            ratio: load * 100
          },
          ...{ referenceName: `limit; a look takes ${lookMs} ms`, wanted: '< 1 %', met: load < 0.01 }
        })
      ]
    } finally {
      await watch?.close()
      await bench.farscope.copy(['watch', 'remove', 'seen']).catch(() => undefined)
      clearOf(tree, blocked)()
    }
  }
}

const catchUp = {
  id: 'catch-up',
  site: 'path',
  run: async bench => {
    // An hour of movies would be 100 GB: the rate at which a backlog clears does not depend on its length.
    const [count, size] = [bench.quick ? 4 : 8, 128 * MiB]
    const tree = await freshFolder(join(bench.far, 'run'))
    const there = join(bench.folder, 'near', 'copies')
    const name = number => `movie-${String(number).padStart(3, '0')}.eer`
    const movie = number => {
      const path = makeFile(join(tree, name(number)), size)
      // In the order in which they were collected, also where all were made in one second.
      const at = Date.now() / 1000 - 3600 + 10 * number
      utimesSync(path, at, at)
    }
    let watch
    try {
      await bench.farscope.copy(['watch', 'add', `path:${tree}`, there, '--name', 'late', '--stable', '1'])
      watch = followed(bench, 'late')
      await watch.until(60_000, ({ state }) => state === 'watching')
      await bench.farscope.copy(['watch', 'pause', 'late'])
      for (let number = 0; number < count; number++) movie(number)
      await giveAway(tree)
      const peer = await fastestPeer(bench, tree, count * size)
      const own = await ownRate(bench, tree, count * size)
      const began = Date.now()
      await bench.farscope.copy(['watch', 'resume', 'late'])
      // Two more come while it catches up.
      for (const number of [count, count + 1]) movie(number)
      const whole = ({ destinations: [one] }) => one.verified.files === count + 2
      const { destinations } = await watch.until(300_000, whole)
      const pace = destinations[0].pace === null ? 'not known' : `${(destinations[0].pace / MiB).toFixed(1)} MiB/s`
      await assertSame(tree, there)
      const { result } = await bench.farscope.copy(['watch', 'files', 'late'])
      const copies = result
        .map(({ path, copies: [{ at }] }) => ({ number: Number(path.slice(6, 9)), at: Date.parse(at) }))
        .toSorted((one, other) => one.at - other.at)
      const order = copies.map(({ number }) => number)
      const backlog = copies.filter(({ number }) => number < count)
      const rate = (count * size) / MiB / ((backlog.at(-1).at - began) / 1000)
      const inOrder = order.slice(-2).every(number => number >= count)
      const work = `a backlog of ${count} movies of 128 MiB and two new ones, 50 ms`
      const ratio = rate / peer.rate
      return [
        limitRow({
          ...{ work: `${work}: copied and verified`, unit: 'MiB/s', ours: rate, reference: peer.rate, ratio },
          ...{
            referenceName: `${peer.name}; our own get --verify ${own.toFixed(1)}; the pace that is told ${pace}`,
            wanted: '>= 0.9',
            met: ratio >= 0.9
          }
        }),
        limitRow({
          ...{ work: `${work}: the new ones come last`, unit: '1: yes', ours: inOrder ? 1 : 0, reference: 1, ratio: 1 },
          ...{ referenceName: order.join(' '), wanted: '1', met: inOrder }
        })
      ]
    } finally {
      await watch?.close()
      await bench.farscope.copy(['watch', 'remove', 'late']).catch(() => undefined)
      clearOf(tree, there)()
    }
  }
}

/** MiB/s of the faster of rsync and scp for the same tree. */
async function fastestPeer(bench, tree, bytes) {
  const target = join(bench.folder, 'near', 'by-peer')
  const all = []
  for (const name of ['rsync', 'scp']) {
    if (!(await bench.peers.isThere(name))) continue
    clearOf(target)()
    mkdirSync(target)
    const work = { where: 'path', one: false, direction: 'down', tree: true, source: tree, target }
    all.push({ name, rate: bytes / MiB / (await bench.peers.attempt(name, work, 300_000)) })
  }
  clearOf(target)()
  return all.toSorted((one, other) => other.rate - one.rate)[0] ?? { name: 'none', rate: Number.NaN }
}

/** MiB/s of the same tree by a transfer of a person, verified too. */
async function ownRate(bench, tree, bytes) {
  const target = join(bench.folder, 'near', 'by-hand')
  mkdirSync(target)
  const { seconds } = await bench.farscope.copy(['get', `path:${tree}`, `${target}/`, '--verify'])
  clearOf(target)()
  return bytes / MiB / (seconds - bench.overhead)
}

/** 4096 x 4096 values of 32 bits: MRC2014, mode 2. */
function makeMrc(path) {
  const header = Buffer.alloc(1024)
  for (const [at, value] of [
    ...[0, 4, 28, 32].map(at => [at, 4096]),
    ...[8, 36].map(at => [at, 1]),
    ...[
      [12, 2],
      [64, 1],
      [68, 2],
      [72, 3],
      [108, 20_140]
    ]
  ])
    header.writeInt32LE(value, at)
  for (const at of [40, 44]) header.writeFloatLE(4096 * 0.83, at)
  for (const at of [48, 52, 56, 60]) header.writeFloatLE(at === 48 ? 1 : 90, at)
  header.write('MAP ', 208, 'latin1')
  header.writeUInt16LE(0x4444, 212)
  const noise = randomBytes(4 * MiB)
  const values = new Float32Array(MiB)
  const file = openSync(path, 'w', 0o644)
  writeSync(file, header)
  for (let block = 0; block < 16; block++) {
    for (let at = 0; at < MiB; at++) values[at] = 100 + (noise[(at * 3 + block) % noise.length] ?? 0) / 8
    writeSync(file, values)
  }
  closeSync(file)
}

const preview = {
  id: 'preview',
  site: 'path',
  run: async bench => {
    const folder = await freshFolder(join(bench.far, 'micrographs'))
    const png = join(bench.folder, 'near', 'picture.png')
    const fileBytes = 64 * MiB + 1024
    const times = []
    const whole = []
    let read = 0
    try {
      for (let turn = 0; turn < 5; turn++) {
        const path = join(folder, `${turn}.mrc`)
        makeMrc(path)
        // What the command takes to start and find the engine, in the same moment: on a busy machine it is no constant.
        const before = (await bench.farscope.command(['site', 'list'])).seconds
        const { seconds, result } = await bench.farscope.copy(['preview', `path:${path}`, '--png', png])
        const after = (await bench.farscope.command(['site', 'list'])).seconds
        times.push(seconds - (before + after) / 2)
        whole.push(seconds)
        read = Math.max(read, result.bytesRead)
        rmSync(path)
      }
      const seconds = median(times)
      const share = read / fileBytes
      const work = 'picture of an MRC of 4096 x 4096 values (64 MiB), 50 ms'
      return [
        limitRow({
          ...{ work: `${work}: time`, unit: 's', ours: seconds, reference: 1, ratio: seconds },
          ...{
            referenceName: `limit; with the start of the command ${median(whole).toFixed(2)}`,
            wanted: '<= 1 s',
            met: seconds <= 1
          }
        }),
        limitRow({
          ...{
            work: `${work}: bytes read`,
            unit: '% of the file',
            ours: share * 100,
            reference: 10,
            ratio: share * 10
          },
          ...{ referenceName: 'limit', wanted: '<= 10 %', met: share <= 0.1 }
        })
      ]
    } finally {
      clearOf(folder, png)()
    }
  }
}

export const collectionRows = [preview, seen, catchUp]
