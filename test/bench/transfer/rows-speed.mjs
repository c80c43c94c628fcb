import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { clearOf, contest } from './contest.mjs'
import { assertSame, freshFolder, giveAway, MiB, makeFile, makeTree } from './data.mjs'
import { rawTcpSeconds } from './servers.mjs'

// Large files and many small ones, up and down, on loopback and over the path.

/** A file or tree at the end where it starts, and the places of its copy. */
async function prepare({ folder, far }, { name, direction, make }) {
  const up = direction === 'up'
  const base = up ? join(folder, 'near') : far
  mkdirSync(base, { recursive: true })
  const source = join(base, name)
  make(source)
  if (!up) await giveAway(source)
  const landing = up ? await freshFolder(join(far, 'landing')) : join(folder, 'landing')
  mkdirSync(landing, { recursive: true })
  return { source, target: join(landing, name) }
}

async function race(bench, { name, work, where, site, one, direction, tree, make, amount, unit, wanted }) {
  const { source, target } = await prepare(bench, { name, direction, make })
  const verb = direction === 'up' ? 'put' : 'get'
  const words = direction === 'up' ? [source, `${site}:${target}`] : [`${site}:${source}`, target]
  const { peers, farscope } = bench
  const ours = async () => {
    const { seconds } = await farscope.copy([verb, ...words])
    await assertSame(source, target)
    return seconds - bench.overhead
  }
  const rivals = {}
  for (const peer of peers.namesFor({ where, tree }))
    if (await peers.isThere(peer))
      rivals[peer] = limitMs => peers.attempt(peer, { where, one, direction, tree, source, target }, limitMs)
  try {
    return await contest({
      work,
      wanted,
      amount,
      unit,
      rounds: bench.rounds,
      clear: clearOf(target),
      ours,
      peers: rivals
    })
  } finally {
    clearOf(source, target)()
  }
}

const direction = id => (id.endsWith('up') ? 'up' : 'down')

/** One file of so many MiB. */
const fileRow = ({ id, text, where, site, one, mebibytes, wanted }) => ({
  id,
  site,
  run: bench => {
    const size = bench.quick ? mebibytes / 4 : mebibytes
    return race(bench, {
      ...{ name: 'movie.tiff', work: `${size} MiB file, ${text}, ${direction(id)}`, where, site, one, wanted },
      ...{
        direction: direction(id),
        tree: false,
        make: path => makeFile(path, size * MiB),
        amount: size,
        unit: 'MiB/s'
      }
    })
  }
})

/** Files of 16 KiB. */
const treeRow = ({ id, text, where, site, files, wanted }) => ({
  id,
  site,
  run: bench => {
    const count = bench.quick ? files / 5 : files
    return race(bench, {
      ...{
        name: 'session',
        work: `${count} files of 16 KiB, ${text}, ${direction(id)}`,
        where,
        site,
        one: false,
        wanted
      },
      ...{
        direction: direction(id),
        tree: true,
        make: path => makeTree(path, count, 16_384),
        amount: count,
        unit: 'files/s'
      }
    })
  }
})

/** Against one raw TCP connection over the same wire. */
const rawRow = way => ({
  id: `path-raw-${way}`,
  site: 'path1',
  run: async bench => {
    const size = bench.quick ? 64 : 256
    const { source, target } = await prepare(bench, {
      ...{ name: 'movie.tiff', direction: way, make: path => makeFile(path, size * MiB) }
    })
    const words = way === 'up' ? ['put', source, `path1:${target}`] : ['get', `path1:${source}`, target]
    const work = `${size} MiB file, 50 ms path, one log-in, ${way}, against raw TCP`
    try {
      const contested = await contest({
        ...{ work, wanted: 0.8, amount: size, unit: 'MiB/s', rounds: bench.rounds, clear: clearOf(target) },
        ours: async () => (await bench.farscope.copy(words)).seconds - bench.overhead,
        peers: { 'iperf3, 1 connection': () => rawTcpSeconds(size * MiB, way) }
      })
      return contested
    } finally {
      clearOf(source, target)()
    }
  }
})

const ways = ['up', 'down']
const both = row => ways.map(way => row(way))

export const speedRows = [
  ...both(way =>
    fileRow({
      id: `loop-${way}`,
      text: 'loopback',
      where: 'loop',
      site: 'loop',
      one: false,
      mebibytes: 1024,
      wanted: 1.2
    })
  ),
  ...both(way =>
    fileRow({
      ...{ id: `path-one-${way}`, text: '50 ms path, one log-in', where: 'path', site: 'path1', one: true },
      ...{ mebibytes: 256, wanted: way === 'up' ? 1.7 : 1.4 }
    })
  ),
  ...both(rawRow),
  ...both(way =>
    fileRow({
      ...{
        id: `path-many-${way}`,
        text: '50 ms path, log-ins without a prompt',
        where: 'path',
        site: 'path',
        one: false
      },
      ...{ mebibytes: 256, wanted: 1.8 }
    })
  ),
  ...both(way =>
    treeRow({ id: `small-path-${way}`, text: '50 ms path', where: 'path', site: 'path', files: 5000, wanted: 2 })
  ),
  ...both(way =>
    treeRow({ id: `small-loop-${way}`, text: 'loopback', where: 'loop', site: 'loop', files: 20_000, wanted: 1 })
  )
]
