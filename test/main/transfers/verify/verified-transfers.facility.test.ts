/** Whole transfers with `verify`, through the queue, against OpenSSH. */
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLog, systemClock } from '../../../../src/main/platform'
import { createConnections } from '../../../../src/main/ssh/connections'
import type { Connections } from '../../../../src/main/ssh/types'
import { openStore, type Store } from '../../../../src/main/store/store'
import type { StartRequest } from '../../../../src/main/transfers/transfer-request'
import type { Transfers } from '../../../../src/main/transfers/transfers'
import type { CopiedFile } from '../../../../src/main/transfers/verify/verifier'
import { describeFacility } from '../../../facility/describe-facility'
import { facility, scratch } from '../../../facility/facility'
import { targetAt } from '../../ssh/rig'
import { createSiteQueue } from '../site-queue'

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
        connections.acquire(targetAt(servers[site === 'narrow' ? 'narrow' : 'far'], { site }))
    }
    store = openStore(here, silentLog)
    transfers = createSiteQueue({ access, homeFolder: here, store, beforeCheck: file => beforeCheck(file) })
  })
  afterEach(async () => {
    await transfers.close()
    await connections.closeAll()
    store.close()
    await fs.rm(here, { recursive: true, force: true, maxRetries: 5 })
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
