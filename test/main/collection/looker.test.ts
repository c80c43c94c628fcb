import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileSystems } from '@domain/files/file-system'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLooker } from '../../../src/main/collection/looker'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import type { SiteAccess } from '../../../src/main/site-access'
import type { Connection } from '../../../src/main/ssh/types'

let root: string
let ran: string[]

beforeEach(async () => {
  root = await fs.mkdtemp(join(tmpdir(), 'looker-'))
  ran = []
  await fs.writeFile(join(root, 'a.eer'), 'movie')
})
afterEach(() => fs.rm(root, { recursive: true, force: true, maxRetries: 5 }))

/** A host whose server says that it is this; its shell is asked nothing that it would answer. */
function openAt(serverVersion: string, windowsNames: boolean) {
  const files = { ...createLocalFileSystem(root), kind: 'site' as const, label: 'scope', windowsNames, close: () => {} }
  const fileSystems: FileSystems = {
    local: createLocalFileSystem(root),
    site: async () => files,
    openSite: async () => files,
    s3: () => Promise.reject(new Error('no buckets here'))
  }
  const run = async (script: string) => {
    ran.push(script)
    return { stdout: Buffer.alloc(0), stderr: Buffer.from('not recognized as a command'), code: 1 }
  }
  // Only what a look needs of it.
  const connection = { serverVersion, run, start: run } as unknown as Connection
  const access: Pick<SiteAccess, 'connection'> = { connection: async () => connection }
  const source = { kind: 'site' as const, site: 'scope', path: root }
  return openLooker({ fileSystems, access }, source, new AbortController().signal, { automatic: true })
}

describe('the computer of a microscope that runs Windows', () => {
  it.each([
    ['by the name of its server', 'SSH-2.0-OpenSSH_for_Windows_9.5', false],
    ['by its paths, where its server does not say', 'SSH-2.0-Bitvise', true]
  ])('is watched by listing its folder, and its shell is asked nothing: known %s', async (_how, version, names) => {
    const looker = await openAt(version, names)
    expect(looker.means).toBe('listing')
    const { signal } = new AbortController()
    expect([...(await looker.look(null, '', signal)).files].map(({ path, size }) => [path, size])).toEqual([
      ['a.eer', 5]
    ])
    expect(await looker.listen({ ready: () => {}, closed: () => {} }, signal)).toBe('never')
    expect(ran).toEqual([])
  })

  it('is told from another host, whose find is asked', async () => {
    expect((await openAt('SSH-2.0-OpenSSH_9.2', false)).means).toBe('find')
    expect(ran.length).toBeGreaterThan(0)
  })
})
