/** Watches of a folder behind a real sshd, with everything that may go wrong on the way. */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Place } from '@contract/files'
import type { VerifiedCopy } from '@contract/ledger'
import type { LedgerEntry } from '@contract/transfers'
import { askedRulesSchema, type Watch } from '@contract/watch'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Collection, createCollection } from '../../../src/main/collection/collection'
import { createFileSystems } from '../../../src/main/files/file-systems'
import { silentLog, systemClock } from '../../../src/main/platform'
import { createConnections } from '../../../src/main/ssh/connections'
import type { Connections, HostTarget } from '../../../src/main/ssh/types'
import { openStore, type Store } from '../../../src/main/store/store'
import type { Transfers } from '../../../src/main/transfers/transfers'
import { openSlowLink, type SlowLink } from '../../e2e/slow-link'
import { describeFacility } from '../../facility/describe-facility'
import { facility, scratch } from '../../facility/facility'
import { targetAt } from '../ssh/rig'
import { createSiteQueue } from '../transfers/site-queue'
import { eventually } from './watch-rig'

/** The site is this computer. */
const hasInotify = existsSync('/usr/bin/inotifywait')

let here: string
/** The watched folder, at the site. */
let far: string
let copies: string
let link: SlowLink
let connections: Connections
let store: Store
let transfers: Transfers
let collection: Collection
let proven: VerifiedCopy[]
let target: HostTarget
let count = 0

const site = (path: string): Place => ({ kind: 'site', site: 'far', path })
const local = (path: string): Place => ({ kind: 'local', path })

function open(): void {
  const access = { connection: () => connections.acquire(target) }
  const fileSystems = createFileSystems({ access, homeFolder: here })
  const opened = openStore(here, silentLog)
  const record = (entries: readonly LedgerEntry[]): void => {
    opened.ledger.record(entries)
    collection.proven(entries)
  }
  const ledger = { ...opened.ledger, record }
  transfers = createSiteQueue({ access, homeFolder: here, store: { ...opened, ledger }, door: 'electron', fileSystems })
  store = opened
  collection = createCollection({
    ...{
      platform: { clock: systemClock, log: silentLog, door: 'electron' },
      store: store.watches,
      fileSystems,
      access
    },
    queue: transfers,
    // No file of these tests is at its destination before.
    prove: () => Promise.reject(new Error('nothing to prove')),
    newId: () => `facility${++count}`,
    onVerified: copy => void proven.push(copy),
    retry: { firstMs: 200, mostMs: 1000 }
  })
}

async function shut(): Promise<void> {
  collection.close()
  await transfers.close()
  store.close()
}

const watch = (destinations: Place[], rules: object = {}): Promise<Watch> =>
  collection.add(
    {
      ...{ name: 'run', source: site(far), destinations, limit: null, session: null },
      rules: askedRulesSchema.parse({ stableSeconds: 1, ...rules })
    },
    undefined
  )

const view = (): Watch => {
  const [only] = collection.list()
  if (!only) throw new Error('there is no watch')
  return only
}
const verified = (): number[] => view().destinations.map(one => one.verified.files)
const sha256 = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await fs.readFile(path))
    .digest('hex')

async function expectWhole(...names: string[]): Promise<void> {
  expect((await fs.readdir(copies)).sort()).toEqual(names)
  for (const name of names) expect(await sha256(join(copies, name))).toBe(await sha256(join(far, name)))
}

/** No copy was told twice. */
function expectOnce(): void {
  const told = proven.map(({ copy, version }) => `${copy.path} ${version}`)
  expect(new Set(told).size).toBe(told.length)
}

describeFacility('watches with OpenSSH', 'ssh', () => {
  beforeEach(async () => {
    here = await fs.mkdtemp(join(tmpdir(), 'watches-'))
    copies = join(here, 'copies')
    far = await scratch()
    proven = []
    link = await openSlowLink(facility.ports.facility, 1e9)
    const direct = targetAt(facility.ports.facility, { site: 'far' })
    const keys = (await fs.readFile(facility.knownHosts, 'utf8')).replaceAll(`:${direct.port} `, `:${link.port} `)
    await fs.writeFile(join(here, 'keys-of-the-link'), keys)
    target = { ...direct, port: link.port, knownHostsFiles: [join(here, 'keys-of-the-link')] }
    connections = createConnections({
      clock: systemClock,
      log: silentLog,
      knownHosts: { own: join(here, 'known_hosts'), defaults: [facility.knownHosts, join(here, 'keys-of-the-link')] },
      prompt: async () => ({ kind: 'declined' }),
      homeFolder: here,
      environment: {}
    })
    open()
  })

  afterEach(async () => {
    await shut()
    await connections.closeAll()
    await link.close()
    await fs.rm(here, { recursive: true, force: true, maxRetries: 5 })
    await fs.rm(far, { recursive: true, force: true, maxRetries: 5 })
  })

  /** A movie that is on its way. */
  async function underWay(): Promise<void> {
    await fs.writeFile(join(far, 'movie.eer'), randomBytes(60_000_000))
    await watch([local(copies)])
    await eventually(() => expect(transfers.list()[0]?.doneBytes).toBeGreaterThan(5_000_000))
  }

  it('follow what the host itself tells, and send a file that grows only when it is finished', async () => {
    await watch([local(copies)], { stableSeconds: 10 })
    await eventually(() => expect(view().state).toBe('watching'))
    const file = await fs.open(join(far, 'growing.mrc'), 'w')
    for (let part = 0; part < 8; part++) {
      await file.write(randomBytes(100_000))
      await file.sync()
      await new Promise(resolve => setTimeout(resolve, 400))
      expect(await fs.readdir(copies).catch(() => [])).toEqual([])
    }
    await file.close()
    await eventually(() => expect(verified()).toEqual([1]))
    await expectWhole('growing.mrc')
    expect(view()).toMatchObject({ found: { files: 1 }, means: hasInotify ? 'inotify' : 'find' })
    expectOnce()
  })

  it('take a thousand files at once, those of a folder that was moved there too, each once', async () => {
    await fs.mkdir(join(far, 'many'))
    for (let at = 0; at < 500; at++) await fs.writeFile(join(far, 'many', `${at}`), `${at}`)
    await watch([local(copies), site(join(far, '..', `${far.split('/').at(-1)}-copy`))])
    await eventually(() => expect(verified()).toEqual([500, 500]))
    const aside = await scratch()
    await fs.mkdir(join(aside, 'moved'))
    for (let at = 0; at < 500; at++) await fs.writeFile(join(aside, 'moved', `${at}`), `m${at}`)
    // Older than everything that a look asks for.
    await fs.utimes(join(aside, 'moved/0'), 1000, 1000)
    await fs.rename(join(aside, 'moved'), join(far, 'moved'))
    await eventually(() => expect(verified()).toEqual([1000, 1000]))
    expect(view()).toMatchObject({ found: { files: 1000 }, unfinished: { files: 0 } })
    for (const name of ['many', 'moved']) expect(await fs.readdir(join(copies, name))).toHaveLength(500)
    expect(proven).toHaveLength(2000)
    expectOnce()
    await fs.rm(`${far}-copy`, { recursive: true })
    await fs.rm(aside, { recursive: true })
  })

  it('go on after a cut link, with what was on its way and what came meanwhile', async () => {
    await underWay()
    link.cut()
    await fs.writeFile(join(far, 'second.eer'), randomBytes(1000))
    await eventually(() => expect(verified()).toEqual([2]))
    await expectWhole('movie.eer', 'second.eer')
    expectOnce()
  })

  it('go on with the next engine, which finds what came while there was none', async () => {
    await underWay()
    await shut()
    await fs.writeFile(join(far, 'second.eer'), randomBytes(1000))
    open()
    await eventually(() => expect(verified()).toEqual([2]))
    await expectWhole('movie.eer', 'second.eer')
    expect(view().found.files).toBe(2)
    expectOnce()
  })

  it('send a file that is renamed on its way whole, under its new name', async () => {
    await underWay()
    await fs.rename(join(far, 'movie.eer'), join(far, 'renamed.eer'))
    await eventually(() => expect(proven.some(({ copy }) => copy.path.endsWith('/renamed.eer'))).toBe(true))
    await eventually(() => expect(view().destinations[0]).toMatchObject({ backlog: { files: 0 } }))
    for (const name of await fs.readdir(copies))
      expect(await sha256(join(copies, name)), name).toBe(await sha256(join(far, 'renamed.eer')))
  })

  it('wait for room at a destination that is full, while the other one gets everything', async () => {
    const full = await fs.mkdtemp(join(facility.fullDisk, 'watch-'))
    await fs.chmod(full, 0o777)
    await fs.writeFile(join(full, 'filler'), randomBytes(700_000))
    await fs.writeFile(join(far, 'movie.eer'), randomBytes(500_000))
    try {
      await watch([site(join(full, 'copies')), local(copies)])
      await eventually(() => expect(verified()).toEqual([0, 1]))
      await eventually(() => expect(view().destinations[0]).toMatchObject({ error: { code: 'disk-full' } }))
      await fs.rm(join(full, 'filler'))
      await eventually(() => expect(verified()).toEqual([1, 1]))
      expect(await fs.readdir(join(full, 'copies'))).toEqual(['movie.eer'])
      expectOnce()
    } finally {
      await fs.rm(full, { recursive: true, force: true, maxRetries: 5 })
    }
  })
})
