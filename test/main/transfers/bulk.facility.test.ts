/** Many small files in streams beside SFTP, at a real OpenSSH. */
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileSystems, OwnFileSystem } from '@domain/files/file-system'
import type { ManyFiles } from '@domain/files/many-files'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openFarStream } from '../../../src/main/files/bulk/far-stream'
import { createFileSystems } from '../../../src/main/files/file-systems'
import { silentLog } from '../../../src/main/platform'
import type { Connection, RunningScript } from '../../../src/main/ssh/types'
import { openStore, type Store } from '../../../src/main/store/store'
import type { Transfers } from '../../../src/main/transfers/transfers'
import { openSlowLink, type SlowLink } from '../../e2e/slow-link'
import { describeFacility } from '../../facility/describe-facility'
import { type FacilityServer, facility, ports, scratch, status } from '../../facility/facility'
import { createRig, type Rig, targetAt } from '../ssh/rig'
import { type CopyWish, createSiteQueue, startCopy } from './site-queue'

let here: string
let far: string
let rig: Rig
let link: SlowLink
let store: Store
let transfers: Transfers
let places: FileSystems
/** Files that went in batches. */
let streamed: { written: number; read: number }
/** Before a batch is written at the far end. */
let beforeBatch: () => Promise<void>
/** Before a batch is read there. */
let beforeRead: () => Promise<void>
/** The streams that were started. */
let started: RunningScript[]

/** The same, with what goes through it counted. */
function watched(many: ManyFiles): ManyFiles {
  return {
    ready: signal => many.ready(signal),
    async read(wishes, signal) {
      await beforeRead()
      const files = await many.read(wishes, signal)
      streamed.read += files.filter(file => file !== undefined).length
      return files
    },
    async write(files, signal) {
      await beforeBatch()
      const written = await many.write(files, signal)
      streamed.written += written.filter(Boolean).length
      return written
    }
  }
}

async function open(server: FacilityServer = 'facility'): Promise<void> {
  link = await openSlowLink(ports[server], 1e9)
  const keys = (await fs.readFile(facility.knownHosts, 'utf8')).replaceAll(`:${ports[server]} `, `:${link.port} `)
  await fs.writeFile(join(here, 'keys'), keys)
  rig = await createRig()
  const target = targetAt(link.port, { knownHostsFiles: [join(here, 'keys')] })
  const access = { connection: () => rig.connections.acquire(target) }
  const connection = await access.connection()
  const begin = connection.start.bind(connection)
  connection.start = async (script, options) => {
    const running = await begin(script, options)
    started.push(running)
    return running
  }
  const real = createFileSystems({ access, homeFolder: here })
  places = {
    ...real,
    async openSite(site, signal, options) {
      const files: OwnFileSystem = await real.openSite(site, signal, options)
      return new Proxy(files, {
        get: (of, key) => (key === 'many' && of.many ? watched(of.many) : Reflect.get(of, key))
      })
    }
  }
  store = openStore(here, silentLog)
  transfers = createSiteQueue({ access, homeFolder: here, store, fileSystems: places })
}

const start = (...wish: CopyWish) => startCopy(transfers, ...wish)
const copy = (...wish: CopyWish) => transfers.result(start(...wish), undefined)

/** Content, mode and whole second of every file of a folder, by the bytes of its name. */
async function contentsOf(folder: string): Promise<Map<string, string>> {
  const all = new Map<string, string>()
  for (const name of await fs.readdir(folder, { encoding: 'buffer' })) {
    const path = Buffer.concat([Buffer.from(`${folder}/`), name])
    const { mode, mtimeMs } = await fs.stat(path)
    all.set(
      name.toString('latin1'),
      `${mode & 0o777} ${Math.floor(mtimeMs / 1000)} ${(await fs.readFile(path)).toString('base64')}`
    )
  }
  return all
}

async function makeMany(folder: string, files: number, bytes = 500): Promise<void> {
  await fs.mkdir(folder, { recursive: true })
  for (let at = 0; at < files; at++) await fs.writeFile(join(folder, `f${at}`), randomBytes((at * 37) % bytes))
}

const hostile = ['-rf', '$(touch x)', "a'b", 'a"b\nc', '\\0101', '%s', ' ', 'x'.repeat(255), 'é'.repeat(127)]

async function makeHostile(folder: string): Promise<void> {
  await makeMany(folder, 100)
  for (const [at, name] of hostile.entries()) {
    await fs.writeFile(join(folder, name), name)
    await fs.chmod(join(folder, name), 0o600 + at)
    await fs.utimes(join(folder, name), 1000 + at, 1000 + at)
  }
  await fs.writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff, 0x0a])]), 'bytes')
}

describeFacility('Many small files', 'ssh', () => {
  beforeEach(async () => {
    here = await fs.mkdtemp(join(tmpdir(), 'bulk-'))
    far = await scratch()
    streamed = { written: 0, read: 0 }
    beforeBatch = async () => undefined
    beforeRead = async () => undefined
    started = []
  })
  afterEach(async () => {
    await transfers.close()
    store.close()
    await rig.close()
    await link.close()
    await fs.rm(here, { recursive: true, force: true, maxRetries: 5 })
  })

  it('with hostile names go there and back in batches, with their bytes, modes and times', async () => {
    await open()
    await makeHostile(join(here, 'tree'))
    expect(await copy('put', 'tree', far)).toMatchObject({ files: 110, failed: [] })
    expect(streamed.written).toBe(110)
    expect(await contentsOf(`${far}/tree`)).toEqual(await contentsOf(join(here, 'tree')))
    expect(await copy('get', `${far}/tree`, 'back')).toMatchObject({ files: 110, failed: [] })
    // The first few that a listing brings are not worth a stream.
    expect(streamed.read).toBeGreaterThan(60)
    expect(await contentsOf(join(here, 'back'))).toEqual(await contentsOf(join(here, 'tree')))
  })

  it('never take the place of what came to their name meanwhile', async () => {
    await open()
    await makeMany(join(here, 'tree'), 200)
    beforeBatch = () => fs.writeFile(`${far}/tree/f7`, 'theirs')
    const { failed, files } = await copy('put', 'tree', far)
    expect([files, failed]).toMatchObject([199, [{ path: `${here}/tree/f7`, code: 'exists' }]])
    expect(await fs.readFile(`${far}/tree/f7`, 'utf8')).toBe('theirs')
    expect(await fs.readdir(`${far}/tree`)).toHaveLength(200)
  })

  it('replace what is there by the rule, in batches as well', async () => {
    await open()
    await makeMany(join(here, 'tree'), 100)
    await copy('put', 'tree', far)
    await makeMany(join(here, 'tree'), 100)
    streamed.written = 0
    expect(await copy('put', 'tree', far, { conflict: 'overwrite' })).toMatchObject({ files: 100, failed: [] })
    expect(streamed.written).toBe(100)
    expect(await contentsOf(`${far}/tree`)).toEqual(await contentsOf(join(here, 'tree')))
  })

  it('that may not be written are each told with the reason', async () => {
    await open()
    await makeMany(join(here, 'tree'), 100)
    await fs.mkdir(`${far}/tree/closed`, { recursive: true })
    await makeMany(join(here, 'tree/closed'), 60)
    // The far user may look into it and no more.
    await fs.chown(`${far}/tree`, (await fs.stat(far)).uid, (await fs.stat(far)).gid)
    await fs.chmod(`${far}/tree/closed`, 0o755)
    await fs.chown(`${far}/tree/closed`, 0, 0)
    const { files, failed } = await copy('put', 'tree/', far, { parents: false })
    expect([files, failed.length, new Set(failed.map(({ code }) => code))]).toEqual([100, 60, new Set(['permission'])])
    expect(await fs.readdir(`${far}/tree/closed`)).toEqual([])
  })

  it('that can not be read are each told with the reason, the others arrive', async () => {
    await open()
    await makeMany(`${far}/tree`, 100)
    await fs.chmod(`${far}/tree/f3`, 0)
    expect(await copy('get', `${far}/tree`, 'back')).toMatchObject({ files: 99, failed: [{ code: 'permission' }] })
  })

  it('are proven in batches too', async () => {
    await open()
    await makeMany(join(here, 'tree'), 100)
    expect(await copy('put', 'tree', far, { verify: true })).toMatchObject({ verified: 100, failed: [] })
    expect(await copy('get', `${far}/tree`, 'back', { verify: true })).toMatchObject({ verified: 100, failed: [] })
    expect([streamed.written, transfers.ledger({ offset: 0, limit: 1 }).total]).toEqual([100, 200])
  })

  it('keep to the limit', async () => {
    await open()
    await fs.mkdir(join(here, 'tree'))
    for (let at = 0; at < 120; at++) await fs.writeFile(join(here, 'tree', `f${at}`), randomBytes(20_000))
    const before = performance.now()
    await copy('put', 'tree', far, { limit: 1_000_000 })
    expect(performance.now() - before).toBeGreaterThan(1000)
  })

  it.each(['put', 'get'] as const)('go on where a lost link cut them off: %s', async direction => {
    await open()
    const [source, target] = direction === 'put' ? [join(here, 'tree'), far] : [`${far}/tree`, here]
    await makeMany(source, 1500, 3000)
    link.speed(1_500_000)
    const result = copy(direction, source, direction === 'put' ? target : join(target, 'back'))
    result.catch(() => undefined)
    await expect.poll(() => transfers.list()[0]?.doneFiles, { timeout: 60_000, interval: 5 }).toBeGreaterThan(50)
    link.cut()
    link.speed(1e9)
    expect(await result).toMatchObject({ files: 1500, failed: [] })
    const there = direction === 'put' ? `${far}/tree` : join(here, 'back')
    expect(await contentsOf(there)).toEqual(await contentsOf(source))
  })

  it('stop at once when they are cancelled, and leave no part', async () => {
    await open()
    await makeMany(join(here, 'tree'), 1500, 30_000)
    link.speed(3_000_000)
    const id = start('put', 'tree', far)
    await expect.poll(() => transfers.list()[0]?.doneFiles, { timeout: 60_000, interval: 5 }).toBeGreaterThan(20)
    link.speed(1e9)
    const before = performance.now()
    await transfers.cancel(id)
    expect(performance.now() - before).toBeLessThan(30_000)
    const names = await fs.readdir(`${far}/tree`)
    expect(names.filter(name => name.includes('farscope-part'))).toEqual([])
    expect(names.length).toBeLessThan(1500)
  })

  it('arrive although their streams die under a link that lives', async () => {
    await open()
    await makeMany(join(here, 'tree'), 1500, 30_000)
    link.speed(6_000_000)
    const result = copy('put', 'tree', far)
    result.catch(() => undefined)
    await expect.poll(() => transfers.list()[0]?.doneFiles, { timeout: 60_000, interval: 5 }).toBeGreaterThan(20)
    for (const stream of started) stream.close()
    link.speed(1e9)
    expect(await result).toMatchObject({ files: 1500, failed: [] })
    expect(streamed.written).toBeLessThan(1500)
    expect(await contentsOf(`${far}/tree`)).toEqual(await contentsOf(join(here, 'tree')))
  })

  it('that change while they are read arrive whole, as they were or as they are', async () => {
    await open()
    await makeMany(`${far}/tree`, 400)
    const before = await contentsOf(`${far}/tree`)
    // Over what is there, in one write: a file that is emptied first is for a moment an empty one, which may arrive.
    const change = async (): Promise<void> => {
      for (const name of before.keys()) await fs.writeFile(`${far}/tree/${name}`, randomBytes(2000), { flag: 'r+' })
    }
    let changed: Promise<void> | undefined
    beforeRead = async () => {
      // The first batch is read meanwhile, the others afterwards.
      const first = changed === undefined
      changed ??= change()
      if (!first) await changed
    }
    expect(await copy('get', `${far}/tree`, 'back')).toMatchObject({ files: 400, failed: [] })
    const now = await contentsOf(`${far}/tree`)
    const bytesIn = (all: Map<string, string>, name: string) => all.get(name)?.split(' ')[2]
    const arrived = await contentsOf(join(here, 'back'))
    const states = [...arrived.keys()].map(name =>
      [now, before].findIndex(state => bytesIn(state, name) === bytesIn(arrived, name))
    )
    expect([states.length, states.includes(-1), states.includes(0)]).toEqual([400, false, true])
  })

  it('that find the disk full are told so, and what has a name is whole', async context => {
    if (!status().fullDisk) context.skip('no full disk here')
    await open()
    await fs.mkdir(join(here, 'tree'))
    for (let at = 0; at < 60; at++) await fs.writeFile(join(here, 'tree', `f${at}`), randomBytes(8000))
    const full = join(facility.fullDisk, `bulk-${process.pid}`)
    await fs.mkdir(full)
    await fs.chmod(full, 0o777)
    try {
      beforeBatch = async () => {
        const { bavail, bsize } = await fs.statfs(full)
        await fs.appendFile(join(full, 'filler'), Buffer.alloc(bavail * bsize)).catch(() => undefined)
      }
      const { files, failed } = await copy('put', 'tree', full)
      expect([files + failed.length, new Set(failed.map(({ code }) => code))]).toEqual([60, new Set(['disk-full'])])
      const names = await fs.readdir(join(full, 'tree'))
      expect(names.filter(name => name.includes('farscope-part'))).toEqual([])
      for (const name of names)
        expect(await fs.readFile(join(full, 'tree', name))).toEqual(await fs.readFile(join(here, 'tree', name)))
    } finally {
      await fs.rm(full, { recursive: true })
    }
  })

  it.each<FacilityServer>(['onechannel', 'threechannels'])('arrive where channels are few: %s', async server => {
    await open(server)
    await makeMany(join(here, 'tree'), 200)
    expect(await copy('put', 'tree', far)).toMatchObject({ files: 200, failed: [] })
    expect(await contentsOf(`${far}/tree`)).toEqual(await contentsOf(join(here, 'tree')))
  })

  it.each([
    ['has no perl', 'exit 127', 'command-missing'],
    ['gives SFTP whatever is asked for', 'exec /usr/lib/openssh/sftp-server', 'unsupported']
  ])('know soon that an account %s', async (_, script, code) => {
    await open()
    const connection = await rig.connections.acquire(targetAt(ports.facility))
    const answer = openFarStream(
      { ...connection, start: (_script, options) => connection.start(script, options) } as Connection,
      new AbortController().signal
    )
    await expect(answer).rejects.toMatchObject({ code })
  })

  it('leave the channels to a terminal that wants one', async () => {
    await open()
    await makeMany(join(here, 'tree'), 800, 3000)
    link.speed(600_000)
    const result = copy('put', 'tree', far)
    // Awaited below, after all else.
    result.catch(() => undefined)
    await expect.poll(() => streamed.written, { timeout: 60_000 }).toBeGreaterThan(0)
    const connection = await rig.connections.acquire(targetAt(link.port, { knownHostsFiles: [join(here, 'keys')] }))
    const shells = await Promise.all(
      Array.from({ length: 6 }, () => connection.shell({ term: 'dumb', cols: 80, rows: 24 }))
    )
    for (const shell of shells) shell.close()
    link.speed(1e9)
    expect(await result).toMatchObject({ files: 800, failed: [] })
  })
})
