import { Failure } from '@domain/failure'
import { expect, it } from 'vitest'
import { createSiteFileSystem } from '../../../src/main/files/site-file-system'
import type { SiteLink } from '../../../src/main/files/site-link'

/** A server without posix-rename, on which the part file cannot be renamed. */
function stubbornSite(files: Set<string>) {
  const gone = (path: string) => new Failure('not-found', `${path} is not there.`)
  const sftp = {
    limits: { maxRead: 32768, maxWrite: 32768 },
    posixRename: async () => Promise.reject(new Failure('unsupported', 'No posix-rename.')),
    lstat: async (path: string) => (files.has(path) ? {} : Promise.reject(gone(path))),
    remove: async (path: string) => (files.delete(path) ? undefined : Promise.reject(gone(path))),
    rename: async (from: string, to: string) => {
      if (from === '/f/part') throw new Failure('permission', 'Not this one.')
      if (!files.delete(from)) throw gone(from)
      files.add(to)
    }
  }
  // Only what a replacement asks of a link.
  const link = { site: 'far', home: '/', connection: { connected: true }, sftp } as unknown as SiteLink
  return createSiteFileSystem(link)
}

it('a file that could not be replaced in two steps is still there', async () => {
  const files = new Set(['/f/part', '/f/file'])
  await expect(stubbornSite(files).replace('/f/part', '/f/file')).rejects.toMatchObject({ code: 'permission' })
  expect([...files].sort()).toEqual(['/f/file', '/f/part'])
})

it('a file that was replaced in two steps leaves nothing behind', async () => {
  const files = new Set(['/f/other', '/f/file'])
  expect(await stubbornSite(files).replace('/f/other', '/f/file')).toBe('gap')
  expect([...files]).toEqual(['/f/file'])
})
