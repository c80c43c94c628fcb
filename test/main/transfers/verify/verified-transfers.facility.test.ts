/** Whole transfers with `verify`, through the queue, against OpenSSH. */
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settingsSchema } from '@contract/app'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createChecksumsOf } from '../../../../src/main/files/checksums'
import { createFileSystems } from '../../../../src/main/files/file-systems'
import { silentLog, systemClock } from '../../../../src/main/platform'
import { createConnections } from '../../../../src/main/ssh/connections'
import type { Connections } from '../../../../src/main/ssh/types'
import { openStore, type Store } from '../../../../src/main/store/store'
import type { StartRequest } from '../../../../src/main/transfers/transfer-request'
import { createTransfers, type Transfers } from '../../../../src/main/transfers/transfers'
import { type CopiedFile, createVerifier } from '../../../../src/main/transfers/verify/verifier'
import { describeFacility } from '../../../facility/describe-facility'
import { facility, scratch } from '../../../facility/facility'

let here: string
let far: string
let connections: Connections
let store: Store
let transfers: Transfers
/** What happens to a copy before it is checked. */
let beforeCheck: (file: CopiedFile) => Promise<void>

const servers = { far: facility.ports.facility, narrow: facility.ports.onechannel }
const place = (path: string, site?: string): StartRequest['destination'] =>
  site === undefined ? { kind: 'local', path } : { kind: 'site', site, path }

let count = 0
const copy = (from: StartRequest['destination'], to: StartRequest['destination']) => {
  const rules = { parents: false, followLinks: false, resume: false, verify: true, priority: 'normal' as const }
  const { id } = transfers.start({ id: `verified-${++count}`, sources: [from], destination: to, ...rules })
  return transfers.result(id, undefined)
}

describeFacility('verified transfers with OpenSSH', 'ssh', () => {
  beforeEach(async () => {
    here = await fs.mkdtemp(join(tmpdir(), 'verified-'))
    far = await scratch()
    beforeCheck = async () => undefined
    connections = createConnections({
      clock: systemClock,
      log: silentLog,
      knownHosts: { own: join(here, 'known_hosts'), defaults: [facility.knownHosts] },
      prompt: async () => ({ kind: 'declined' }),
      homeFolder: here,
      environment: {}
    })
    const access = {
      connection: (site: string) =>
        connections.acquire({
          ...{ site, hostName: 'main', host: facility.host, user: 'cryo', jumps: [] },
          port: site === 'narrow' ? servers.narrow : servers.far,
          ...{ identityFiles: [facility.keys.cryo], identitiesOnly: true, identityAgent: 'none' },
          ...{ connectTimeoutSeconds: 10, keepAliveSeconds: 0, knownHostsFiles: [facility.knownHosts] }
        })
    }
    const checksumsOf = createChecksumsOf({ access, s3: () => Promise.reject(new Error('no buckets')) })
    store = openStore(here, silentLog)
    transfers = createTransfers({
      platform: { clock: systemClock, log: silentLog, door: 'cli' },
      fileSystems: createFileSystems({ access, homeFolder: here, s3: () => Promise.reject(new Error('no buckets')) }),
      broker: { ask: () => Promise.reject(new Error('nobody is there')) },
      journal: store.transfers,
      ledger: store.ledger,
      settings: { read: () => settingsSchema.parse({}), watch: async function* () {} },
      async openVerifier({ from, to }, signal) {
        const verifier = createVerifier({
          from: { files: from.files, checksums: await checksumsOf(from.end, signal) },
          to: { files: to.files, checksums: await checksumsOf(to.end, signal) },
          signal
        })
        return { ...verifier, check: async file => beforeCheck(file).then(() => verifier.check(file)) }
      }
    })
  })
  afterEach(async () => {
    await transfers.close()
    await connections.closeAll()
    store.close()
    await fs.rm(here, { recursive: true, force: true })
  })

  it('prove each file of a tree there and back, and write it to the ledger', async () => {
    await fs.mkdir(join(here, 'tree/empty'), { recursive: true })
    const names = ['-rf', '$(touch x)', 'a\nb', "it's", 'ä', 'empty file']
    for (const name of names)
      await fs.writeFile(join(here, 'tree', name), name === 'empty file' ? '' : randomBytes(5000))
    await fs.writeFile(join(here, 'tree/movie'), randomBytes(20_000_000))
    const all = names.length + 1
    const put = await copy(place(join(here, 'tree')), place(far, 'far'))
    expect(put).toMatchObject({ files: all, verified: all, sizeOnly: 0, failed: [] })
    await fs.mkdir(join(here, 'back'))
    const got = await copy(place(`${far}/tree`, 'far'), place(join(here, 'back')))
    expect(got).toMatchObject({ files: all, verified: all, sizeOnly: 0, failed: [] })
    const { total, entries } = store.ledger.query({ path: `${far}/tree/movie`, offset: 0, limit: 10 })
    expect(total).toBe(2)
    expect(entries[0]?.hex).toBe(entries[1]?.hex)
    expect(entries[0]).toMatchObject({
      size: 20_000_000,
      copy: { end: { kind: 'local' }, path: join(here, 'back/tree/movie') }
    })
  })

  it('never call a file done whose copy was flipped by one byte, there or here', async () => {
    beforeCheck = async ({ target }) => {
      if (!target.endsWith('movie')) return
      const file = await fs.open(target, 'r+')
      const byte = Buffer.alloc(1)
      await file.read(byte, 0, 1, 1_234_567)
      await file.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, 1_234_567)
      await file.close()
    }
    await fs.mkdir(join(here, 'tree'))
    for (const name of ['movie', 'good']) await fs.writeFile(join(here, 'tree', name), randomBytes(3_000_000))
    const put = await copy(place(join(here, 'tree')), place(far, 'far'))
    expect(put).toMatchObject({ files: 1, verified: 1, failed: [{ code: 'mismatch' }] })
    const got = await copy(place(`${far}/tree`, 'far'), place(join(here, 'back')))
    expect(got).toMatchObject({ files: 1, verified: 1, failed: [{ code: 'mismatch' }] })
    expect(store.ledger.query({ path: far, offset: 0, limit: 10 }).entries.map(({ copy: { path } }) => path)).toEqual([
      join(here, 'back/good'),
      `${far}/tree/good`
    ])
  })

  it('are proven where the server gives one channel in all', async () => {
    await fs.writeFile(join(here, 'movie'), randomBytes(3_000_000))
    const put = await copy(place(join(here, 'movie')), place(far, 'narrow'))
    expect(put).toMatchObject({ files: 1, verified: 1, failed: [] })
  })
})
