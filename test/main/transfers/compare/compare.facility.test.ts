import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Place } from '@contract/files'
import type { ComparisonCounts, Difference } from '@contract/transfers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createChecksumsOf } from '../../../../src/main/files/checksums'
import { createFileSystems } from '../../../../src/main/files/file-systems'
import { silentLog, systemClock } from '../../../../src/main/platform'
import { createConnections } from '../../../../src/main/ssh/connections'
import type { Connections, HostTarget } from '../../../../src/main/ssh/types'
import { type CompareRequest, compareFolders } from '../../../../src/main/transfers/compare/compare-folders'
import type { AfterCopies, ExplicitCopy } from '../../../../src/main/transfers/compare/explicit-copy'
import { mirrorFolders } from '../../../../src/main/transfers/compare/mirrors'
import type { EndParts } from '../../../../src/main/transfers/compare/open-ends'
import { describeFacility } from '../../../facility/describe-facility'
import { facility, scratch } from '../../../facility/facility'

let here: string
let far: string
let connections: Connections
let parts: EndParts

const target: HostTarget = {
  site: 'far',
  hostName: 'main',
  host: facility.host,
  port: facility.ports.facility,
  user: 'cryo',
  identityFiles: [facility.keys.cryo],
  identitiesOnly: true,
  identityAgent: 'none',
  connectTimeoutSeconds: 30,
  keepAliveSeconds: 0,
  knownHostsFiles: [facility.knownHosts],
  jumps: []
}

const local = (path: string): Place => ({ kind: 'local', path })
const site = (path: string): Place => ({ kind: 'site', site: 'far', path })

async function compare(request: CompareRequest): Promise<{ differences: Difference[]; counts: ComparisonCounts }> {
  const differences: Difference[] = []
  for await (const event of compareFolders(parts, request, undefined))
    if (event.type === 'differences') differences.push(...event.differences)
    else if (event.type === 'end') return { differences, counts: event.counts }
  throw new Error('no end')
}

/** A mirror of folders between which nothing has to be copied. */
async function mirror(from: Place, to: Place, expectDeletes: number): Promise<AfterCopies & ExplicitCopy> {
  const started: ExplicitCopy[] = []
  const start = (copy: ExplicitCopy): { id: string } => {
    started.push(copy)
    return copy
  }
  const request = { id: 'm', from, to, by: 'size-time', deleteExtra: true, verify: false, priority: 'normal' } as const
  await mirrorFolders({ ...parts, start }, { ...request, expectDeletes }, undefined)
  const [copy] = started
  if (!copy) throw new Error('nothing was started')
  const after = await copy.after?.(new AbortController().signal)
  return { ...copy, ...(after ?? { deleted: 0 }), failed: [...copy.failed, ...(after?.failed ?? [])] }
}

/** The same tree at both ends, the far one owned by the site's user. */
async function both(make: (root: string) => Promise<void>): Promise<void> {
  await make(here)
  execFileSync('cp', ['-a', `${here}/.`, far])
  execFileSync('chown', ['-hR', 'cryo', far])
}

describeFacility('two folders, one of them behind OpenSSH', 'ssh', () => {
  beforeEach(async () => {
    here = await fs.mkdtemp(join(tmpdir(), 'compare-'))
    far = await scratch()
    connections = createConnections({
      clock: systemClock,
      log: silentLog,
      knownHosts: { own: join(tmpdir(), 'compare-known-hosts'), defaults: [facility.knownHosts] },
      prompt: async () => ({ kind: 'declined' }),
      homeFolder: here,
      environment: {}
    })
    const access = { connection: () => connections.acquire(target) }
    parts = {
      fileSystems: createFileSystems({ access, homeFolder: here }),
      checksumsOf: createChecksumsOf({ access, s3: () => Promise.reject(new Error('no buckets')) })
    }
  })

  afterEach(async () => {
    await connections.closeAll()
    await fs.rm(here, { recursive: true, force: true, maxRetries: 5 })
  })

  it('are the same, hostile names, links and empty folders too, by size and time and by checksum', async () => {
    await both(async root => {
      await fs.mkdir(join(root, 'sub/empty'), { recursive: true })
      for (const name of ['-rf', '$(touch x)', 'a\nb', 'x'.repeat(255), ' ', '"q"', '\\'])
        await fs.writeFile(join(root, 'sub', name), name)
      await fs.writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x66, 0xff])]), 'bytes')
      await fs.symlink('nowhere', join(root, 'link'))
    })
    for (const by of ['size-time', 'checksum'] as const) {
      const { differences, counts } = await compare({ from: local(here), to: site(far), by })
      expect(differences).toEqual([])
      expect(counts).toMatchObject({ same: 11, failed: [] })
    }
  })

  it('differ by one flipped byte, which only checksums see', async () => {
    await both(root => fs.writeFile(join(root, 'movie'), Buffer.alloc(100_000, 7)))
    const { mtime } = await fs.stat(join(far, 'movie'))
    const file = await fs.open(join(far, 'movie'), 'r+')
    await file.write(Buffer.from([8]), 0, 1, 50_000)
    await file.utimes(mtime, mtime)
    await file.close()
    const places = { from: local(here), to: site(far) }
    expect((await compare({ ...places, by: 'size-time' })).differences).toEqual([])
    expect((await compare({ ...places, by: 'checksum' })).differences).toMatchObject([
      { path: 'movie', kind: 'changed' }
    ])
  })

  it('keep at the destination what cannot be read at the source', async () => {
    await both(async root => {
      await fs.mkdir(join(root, 'closed'))
      await fs.writeFile(join(root, 'closed/file'), 'x')
    })
    await fs.writeFile(join(here, 'extra'), 'x')
    await fs.chmod(join(far, 'closed'), 0)
    const { differences, counts } = await compare({ from: site(far), to: local(here), by: 'size-time' })
    expect(differences).toMatchObject([{ path: 'extra', kind: 'extra' }])
    expect(counts.failed).toMatchObject([{ path: `${far}/closed`, code: 'permission' }])
    expect(await mirror(site(far), local(here), 1)).toMatchObject({
      deleted: 0,
      failed: [{ code: 'permission' }, { code: 'partial', message: expect.stringContaining('Nothing was deleted') }]
    })
    expect((await fs.readdir(here)).toSorted()).toEqual(['closed', 'extra'])
    await fs.chmod(join(far, 'closed'), 0o755)
  })

  it('become the same when what is extra is deleted, links without what they point to', async () => {
    await both(async root => {
      await fs.mkdir(join(root, 'kept'))
      await fs.writeFile(join(root, 'kept/file'), 'x')
    })
    const extra = join(far, 'extra')
    await fs.mkdir(join(extra, 'deep/deeper'), { recursive: true })
    for (let index = 0; index < 500; index++) await fs.writeFile(join(extra, `deep/file-${index}`), 'x')
    await fs.symlink('../kept', join(extra, 'link'))
    execFileSync('chown', ['-hR', 'cryo', far])
    expect(await mirror(local(here), site(far), 504)).toMatchObject({ deleted: 504, failed: [] })
    expect(await fs.readdir(far)).toEqual(['kept'])
    expect(await fs.readdir(join(far, 'kept'))).toEqual(['file'])
  })
})
