import { createHash } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeName, encodeName } from '@domain/bytes-name'
import type { FileSystem } from '@domain/files/file-system'
import type { Checksums, ChecksumsOf } from '@domain/transfers/checksums'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createChecksumsOf } from '../../../../src/main/files/checksums'
import { createFileSystems } from '../../../../src/main/files/file-systems'
import { silentLog, systemClock } from '../../../../src/main/platform'
import { createConnections } from '../../../../src/main/ssh/connections'
import type { Connection, Connections, HostTarget } from '../../../../src/main/ssh/types'
import { createVerifier, type Verdict } from '../../../../src/main/transfers/verify/verifier'
import { describeFacility } from '../../../facility/describe-facility'
import { type FacilityServer, type FacilityUser, facility, scratch } from '../../../facility/facility'

let here: string
let connections: Connections
let checksumsOf: ChecksumsOf
let files: (site: string) => Promise<FileSystem>
let local: FileSystem

const targetOf = (user: FacilityUser, server: FacilityServer): HostTarget => ({
  site: `${user}.${server}`,
  hostName: 'main',
  host: facility.host,
  port: facility.ports[server],
  user,
  identityFiles: [facility.keys.cryo],
  identitiesOnly: true,
  identityAgent: 'none',
  connectTimeoutSeconds: 30,
  keepAliveSeconds: 0,
  knownHostsFiles: [facility.knownHosts],
  jumps: []
})
const at = (user: FacilityUser, server: FacilityServer = 'facility'): string => `${user}.${server}`
const connect = (site: string): Promise<Connection> => {
  const [user = 'cryo', server = 'facility'] = site.split('.')
  // Sites of these tests are named by `at` alone.
  return connections.acquire(targetOf(user as FacilityUser, server as FacilityServer))
}
const farSums = (site: string): Promise<Checksums> => checksumsOf({ kind: 'site', site }, undefined)
const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

describeFacility('verification with OpenSSH', 'ssh', () => {
  beforeEach(async () => {
    here = await fs.mkdtemp(join(tmpdir(), 'verify-'))
    connections = createConnections({
      clock: systemClock,
      log: silentLog,
      knownHosts: { own: join(here, 'known_hosts'), defaults: [facility.knownHosts] },
      prompt: async () => ({ kind: 'declined' }),
      homeFolder: here,
      environment: {}
    })
    const access = { connection: connect }
    const fileSystems = createFileSystems({ access, homeFolder: here })
    checksumsOf = createChecksumsOf({ access, s3: () => Promise.reject(new Error('no buckets')) })
    files = site => fileSystems.site(site, undefined)
    local = fileSystems.local
  })
  afterEach(async () => {
    await connections.closeAll()
    await fs.rm(here, { recursive: true, force: true, maxRetries: 5 })
  })

  /** A file here and its copy there, the copy perhaps with other content. */
  async function copied(name: string, content: string, there = content, site = at('cryo'), folder?: string) {
    const source = join(here, name)
    const target = `${folder ?? (await scratch())}/${name}`
    await fs.writeFile(Buffer.from(encodeName(source)), content)
    const far = await files(site)
    await far.writeSmall(target, Buffer.from(there), { mode: 0o644 })
    const { size, mtime } = await local.stat(source)
    return { source, target, size, mtime, checksum: null }
  }

  async function verdicts(
    all: Awaited<ReturnType<typeof copied>>[],
    site = at('cryo'),
    hidden = false
  ): Promise<Verdict[]> {
    const nothing: Checksums = {
      offers: async () => [],
      hashMany: () => Promise.reject(new Error('not asked')) as never
    }
    const verifier = createVerifier({
      from: { files: local, checksums: await checksumsOf({ kind: 'local' }, undefined) },
      to: { files: await files(site), checksums: hidden ? nothing : await farSums(site) },
      signal: new AbortController().signal
    })
    const work = Promise.all(all.map(file => verifier.check(file)))
    verifier.flush()
    return work
  }

  it('finds a byte that was flipped after the copy', async () => {
    const folder = await scratch()
    const good = await copied('good', 'movie', 'movie', at('cryo'), folder)
    const bad = await copied('bad', 'movie', 'movje', at('cryo'), folder)
    expect(await verdicts([good, bad])).toMatchObject([{ state: 'verified' }, { state: 'mismatch' }])
  })

  it('works for every login shell, one that prints and a restricted one', async () => {
    for (const user of ['tcshell', 'fishy', 'banner', 'restricted'] as const) {
      const folder = await scratch(user)
      const file = await copied(`of ${user}`, 'movie', 'movie', at(user), folder)
      expect(await verdicts([file], at(user))).toMatchObject([{ state: 'verified' }])
    }
  })

  it('names a file that may not be read, is gone or is none, and goes on with the others', async () => {
    const folder = await scratch()
    const far = await files(at('cryo'))
    const paths = ['good', 'secret', 'gone', 'folder'].map(name => `${folder}/${name}`)
    await far.writeSmall(`${folder}/good`, Buffer.from('x'), { mode: 0o644 })
    await far.writeSmall(`${folder}/secret`, Buffer.from('x'), { mode: 0 })
    await far.makeDirectory(`${folder}/folder`)
    const found: Record<string, string> = {}
    const asked = paths.map(path => ({ path, size: 1 }))
    for await (const answer of (await farSums(at('cryo'))).hashMany('sha256', asked, undefined))
      found[answer.path.slice(folder.length + 1)] = 'hex' in answer ? answer.hex : answer.failure.code
    expect(found).toEqual({ good: sha256('x'), secret: 'permission', gone: 'not-found', folder: 'unsupported' })
  })

  it('hashes 2,000 files of hostile names in one go', async () => {
    const folder = await scratch()
    const far = await files(at('cryo'))
    const odd = ['$(touch x)', "'", '"', '\n', '\\', '-rf', ' ', ';', '`id`', '*', '%s', 'ä', '日', '\r\t', '\u0001']
    const bad = decodeName(Uint8Array.from([0xff, 0xc3]))
    const names = Array.from({ length: 2000 }, (_, n) => `${odd[n % odd.length]}${n % 7 === 0 ? bad : ''}${n}`)
    await Promise.all(
      names.map((name, n) => far.writeSmall(`${folder}/${name}`, Buffer.from(`content ${n}`), { mode: 0o644 }))
    )
    const asked = names.map(name => ({ path: `${folder}/${name}`, size: 10 }))
    const found = new Map<string, string>()
    for await (const answer of (await farSums(at('cryo'))).hashMany('sha256', asked, undefined))
      found.set(answer.path, 'hex' in answer ? answer.hex : answer.failure.message)
    expect(found).toEqual(new Map(asked.map(({ path }, n) => [path, sha256(`content ${n}`)])))
  })

  it('goes by sizes where no command can be had', async () => {
    const folder = await scratch()
    const same = await copied('same', 'movie', 'movje', at('cryo'), folder)
    const short = await copied('short', 'movie', 'mov', at('cryo'), folder)
    expect(await verdicts([same, short], at('cryo'), true)).toMatchObject([
      { state: 'size-only' },
      { state: 'mismatch' }
    ])
  })

  it('is given up at once, and the host computes no further', async () => {
    const folder = await scratch()
    const connection = await connect(at('cryo'))
    await connection.run('truncate -s 200G "$1/endless"', { args: [folder] })
    const stop = new AbortController()
    const sums = (await farSums(at('cryo'))).hashMany('sha256', [{ path: `${folder}/endless`, size: 1 }], stop.signal)
    const work = (async () => {
      for await (const _ of sums);
    })()
    setTimeout(() => stop.abort(), 1000)
    await expect(work).rejects.toMatchObject({ code: 'cancelled' })
    const runs = async (): Promise<string> =>
      (
        await connection.run('ps -o stat=,args= -u "$(id -u)" | grep -v "^Z" | grep endless | grep -v grep; :')
      ).stdout.toString()
    await expect.poll(runs).toBe('')
  })
})
