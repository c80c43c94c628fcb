/** How a file that is written to a site is finished. */
import { Failure } from '@domain/failure'
import { expect, it } from 'vitest'
import { openSiteWrite } from '../../../src/main/files/site-handles'
import type { SiteLink } from '../../../src/main/files/site-link'

/** What the server is asked, in order; `fsync` answers so. */
function server(fsync: () => Promise<void>) {
  const asked: string[] = []
  const sftp = {
    open: async () => ({ id: Buffer.from('1'), path: '/f' }),
    fsync: () => {
      asked.push('fsync')
      return fsync()
    },
    fsetstat: async () => void asked.push('fsetstat'),
    closeFile: async () => void asked.push('close')
  }
  // Nothing else of a link is touched.
  return { asked, link: { sftp, connection: { connected: true } } as unknown as SiteLink }
}

const finish = async (link: SiteLink, flush: boolean): Promise<void> =>
  (await openSiteWrite(link, '/f', { how: 'existing' }, undefined)).finish({ mtime: 1 }, undefined, flush)

it('with its bytes on the disk first, when that is wanted', async () => {
  const plain = server(async () => undefined)
  await finish(plain.link, false)
  expect(plain.asked).toEqual(['fsetstat', 'close'])
  const flushed = server(async () => undefined)
  await finish(flushed.link, true)
  expect(flushed.asked).toEqual(['fsync', 'fsetstat', 'close'])
})

it('also at a server that cannot say when they are', async () => {
  await finish(server(() => Promise.reject(new Failure('unsupported', 'no fsync here'))).link, true)
})

it('not when the disk says only then that it cannot hold them', async () => {
  const { link } = server(() => Promise.reject(new Failure('quota', 'used up')))
  await expect(finish(link, true)).rejects.toMatchObject({ code: 'quota' })
})
