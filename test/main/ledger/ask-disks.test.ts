import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Place } from '@contract/files'
import { type Disk, sameDisk } from '@domain/ledger/disks'
import { describe, expect, it } from 'vitest'
import { createDiskAsker } from '../../../src/main/ledger/ask-disks'
import type { Connection } from '../../../src/main/ssh/types'

const run = async (script: string, { args = [] }: { readonly args?: readonly string[] }) => ({
  stdout: (await promisify(execFile)('sh', ['-c', script, 'sh', ...args], { encoding: 'buffer' })).stdout
})

/** A site at a loopback of this computer, by a key of its own: the test facility, or a container. */
const connection = {
  target: { host: '127.0.0.1', port: 2222, jumps: [] },
  hostKey: { keyType: 'ssh-ed25519', fingerprint: 'SHA256:its-own' },
  serverVersion: 'OpenSSH_9.2p1',
  run
} as unknown as Connection // What is asked of a connection here is no more than this.

const site: Place = { kind: 'site', site: 'lab', path: '/' }

async function disks(isMakeBelieve: boolean): Promise<Disk[]> {
  const ask = createDiskAsker({ connection: async () => connection }, run, async () => isMakeBelieve)
  const found = await Promise.all(
    ([{ kind: 'local', path: '/' }, site] satisfies Place[]).map(async place =>
      (await ask(place, ['/'], new AbortController().signal)).get(0)
    )
  )
  return found.flatMap(disk => disk ?? [])
}

describe.skipIf(process.platform === 'win32')('the disks of a site at a loopback of this computer', () => {
  it('may be those of this computer', async () => {
    const [here, there] = await disks(false)
    if (!here || !there) throw new Error('Both tell their disks.')
    expect(there.host).toMatchObject({ here: 'unknown' })
    expect(sameDisk(here, there)).toBe('unknown')
  })

  it('are others where the site is make-believe', async () => {
    const [here, there] = await disks(true)
    if (!here || !there) throw new Error('Both tell their disks.')
    expect(there.host).toMatchObject({ here: 'two' })
    expect(sameDisk({ ...here, type: 'ext4' }, { ...there, type: 'ext4' })).toBe('two')
  })
})
