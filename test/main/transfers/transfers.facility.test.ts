import { createHash, randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLog, systemClock } from '../../../src/main/platform'
import { createConnections } from '../../../src/main/ssh/connections'
import type { Connections, HostTarget } from '../../../src/main/ssh/types'
import { openStore, type Store } from '../../../src/main/store/store'
import type { StartRequest } from '../../../src/main/transfers/transfer-request'
import type { Transfers } from '../../../src/main/transfers/transfers'
import { openSlowLink, type SlowLink } from '../../e2e/slow-link'
import { describeFacility } from '../../facility/describe-facility'
import { facility, restartSshd, scratch } from '../../facility/facility'
import { targetAt } from '../ssh/rig'
import { type CopyWish, createSiteQueue, startCopy } from './site-queue'

let here: string
let far: string
let link: SlowLink
let connections: Connections
let store: Store
let transfers: Transfers
/** The queue as it starts in that door, on the journal of the one before. */
let open: (door: 'cli' | 'electron', giveUpMs?: number) => Transfers

let target: HostTarget
let overLink: HostTarget
const direct = targetAt(facility.ports.facility, { site: 'far' })

const copy = (...wish: CopyWish) => transfers.result(startCopy(transfers, ...wish), undefined)

const sha256 = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await fs.readFile(path))
    .digest('hex')

describeFacility('transfers with OpenSSH', 'ssh', () => {
  beforeEach(async () => {
    here = await fs.mkdtemp(join(tmpdir(), 'transfers-'))
    far = await scratch()
    target = direct
    // A link of its own, so that it can be cut without harm to others.
    link = await openSlowLink(facility.ports.facility, 1e9)
    const keys = (await fs.readFile(facility.knownHosts, 'utf8')).replaceAll(`:${direct.port} `, `:${link.port} `)
    await fs.writeFile(join(here, 'keys-of-the-link'), keys)
    overLink = { ...direct, port: link.port, knownHostsFiles: [join(here, 'keys-of-the-link')] }
    connections = createConnections({
      clock: systemClock,
      log: silentLog,
      knownHosts: { own: join(here, 'known_hosts'), defaults: [facility.knownHosts, join(here, 'keys-of-the-link')] },
      prompt: async () => ({ kind: 'declined' }),
      homeFolder: here,
      environment: {}
    })
    const access = { connection: () => connections.acquire(target) }
    store = openStore(here, silentLog)
    open = (door, giveUpMs) => createSiteQueue({ access, homeFolder: here, store, door, giveUpMs })
    transfers = open('cli')
  })

  afterEach(async () => {
    await transfers.close()
    store.close()
    await connections.closeAll()
    await link.close()
    await fs.rm(here, { recursive: true, force: true, maxRetries: 5 })
  })

  it('carry a tree with hostile names there and back', async () => {
    await fs.mkdir(join(here, 'tree/empty'), { recursive: true })
    for (const name of ['-rf', '$(touch x)', 'a\nb', 'x'.repeat(255)])
      await fs.writeFile(join(here, 'tree', name), name)
    await fs.writeFile(Buffer.concat([Buffer.from(`${here}/tree/`), Buffer.from([0x66, 0xff])]), 'bytes')
    await fs.symlink('nowhere', join(here, 'tree/link'))
    await fs.chmod(join(here, 'tree/-rf'), 0o640)
    await fs.utimes(join(here, 'tree/-rf'), 1000, 1000)
    expect(await copy('put', 'tree', far)).toMatchObject({ files: 5, failed: [] })
    expect(await copy('put', 'tree', far)).toMatchObject({ files: 0, skipped: 5, failed: [] })
    expect(await copy('get', `${far}/tree`, 'back')).toMatchObject({ files: 5, failed: [] })
    expect((await fs.readdir(join(here, 'back'))).sort()).toEqual((await fs.readdir(join(here, 'tree'))).sort())
    const back = await fs.stat(join(here, 'back/-rf'))
    expect([back.mode & 0o7777, back.mtimeMs]).toEqual([0o640, 1_000_000])
  })

  it('carry 200 MB and 2,000 small files whole', async () => {
    await fs.writeFile(join(here, 'big'), randomBytes(200_000_000))
    await copy('put', 'big', far)
    await copy('get', `${far}/big`, 'back')
    expect(await sha256(join(here, 'back'))).toBe(await sha256(join(here, 'big')))
    await fs.mkdir(join(here, 'many'))
    for (let at = 0; at < 2000; at++) await fs.writeFile(join(here, 'many', String(at)), String(at))
    expect(await copy('put', 'many', far)).toMatchObject({ files: 2000, failed: [] })
  })

  it('are refused where there is no room, with the numbers, and leave no half file', async () => {
    await fs.writeFile(join(here, 'big'), randomBytes(3_000_000))
    const small = await fs.mkdtemp(join(facility.fullDisk, 'room-'))
    await fs.chmod(small, 0o777)
    await expect(copy('put', 'big', small)).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/2\.9 MiB .* only .* free/)
    })
    await transfers.cancel(transfers.list()[0]?.id ?? '')
    expect(await fs.readdir(small)).toEqual([])
    await fs.rmdir(small)
  })

  it('say which file may not be written', async () => {
    await fs.writeFile(join(here, 'f'), 'x')
    expect((await copy('put', 'f', '/etc')).failed).toMatchObject([{ code: 'permission' }])
  })

  it('resume what is proven to be the beginning', async () => {
    const bytes = randomBytes(2_000_000)
    await fs.writeFile(join(here, 'f'), bytes.subarray(0, 700_000))
    await copy('put', 'f', far)
    await fs.writeFile(join(here, 'f'), bytes)
    const result = await copy('put', 'f', far, { conflict: 'resume' })
    expect(result).toMatchObject({ resumedBytes: 700_000, sentBytes: 1_300_000 })
  })

  /** A copy that has just begun. */
  async function underWay(more: Partial<StartRequest> = {}, size = 200_000_000): Promise<string> {
    await fs.writeFile(join(here, 'big'), randomBytes(size))
    copy('put', 'big', far, more).catch(() => undefined)
    await expect.poll(() => transfers.list()[0]?.doneBytes, { timeout: 60_000 }).toBeGreaterThan(10_000_000)
    return transfers.list()[0]?.id ?? ''
  }

  async function expectWhole(): Promise<void> {
    expect(await fs.readdir(far)).toEqual(['big'])
    expect(await sha256(join(far, 'big'))).toBe(await sha256(join(here, 'big')))
  }

  it('go on by themselves after a cut link, and send again only what was on the way', async () => {
    target = overLink
    const id = await underWay({}, 60_000_000)
    link.cut()
    const { files, failed, sentBytes, resumedBytes } = await transfers.result(id, undefined)
    expect([files, failed]).toEqual([1, []])
    expect(resumedBytes).toBeGreaterThan(5_000_000)
    expect(sentBytes).toBeLessThan(60_000_000 + 32 * 1024 * 1024)
    await expectWhole()
  })

  it('go on when the server was restarted in the middle of a file', async () => {
    // Slow enough for the server to be gone before all is there.
    target = overLink
    link.speed(10_000_000)
    const id = await underWay()
    await restartSshd('facility')
    link.speed(1e9)
    const { failed, resumedBytes } = await transfers.result(id, undefined)
    expect(failed).toEqual([])
    expect(resumedBytes).toBeGreaterThan(5_000_000)
    await expectWhole()
  })

  it('go on after a pause with what is missing', async () => {
    const id = await underWay()
    await transfers.pause(id)
    const { doneBytes = 0 } = transfers.list()[0] ?? {}
    expect(transfers.list()[0]?.state).toBe('paused')
    transfers.resume(id)
    const { resumedBytes, sentBytes } = await transfers.result(id, undefined)
    expect(resumedBytes).toBe(doneBytes)
    expect(sentBytes).toBeLessThan(200_000_000 + 32 * 1024 * 1024)
    await expectWhole()
  })

  it('are taken up by the next engine, and proven by the far end', async () => {
    const id = await underWay({ verify: true })
    await transfers.close()
    transfers = open('electron')
    const result = await transfers.result(id, undefined)
    expect(result).toMatchObject({ files: 1, verified: 1, failed: [] })
    expect(result.resumedBytes).toBeGreaterThan(5_000_000)
    expect(transfers.ledger({ path: join(far, 'big'), offset: 0, limit: 1 }).total).toBe(1)
    await expectWhole()
  })

  it('fail with a typed error when the link stays away, without a half file under the name', async () => {
    await transfers.close()
    transfers = open('cli', 5000)
    target = overLink
    const id = await underWay({}, 60_000_000)
    await link.close()
    await expect.poll(() => transfers.list()[0]?.hold).toBe('link')
    await expect(transfers.result(id, undefined)).rejects.toMatchObject({
      code: expect.stringMatching(/unreachable|refused|timeout/)
    })
    expect((await fs.readdir(far)).filter(name => !name.startsWith('.'))).toEqual([])
    expect(connections.peek(target)?.connected ?? false).toBe(false)
  })
})
