import type { FileSystem } from '@domain/files/file-system'
import { describe, expect, it } from 'vitest'
import { createCheckRoom } from '../../../src/main/transfers/quota-room'
import type { CheckRoom } from '../../../src/main/transfers/room'

const gibibyte = 1024 ** 3

/** A site whose quota command prints this, or fails with it. */
function checkOn(printed: string | Error, asked: string[] = []): CheckRoom {
  const connection = {
    run: async (_script: string, { args }: { args: string[] }) => {
      asked.push(...args)
      if (printed instanceof Error) throw printed
      return { stdout: Buffer.from(printed), stderr: Buffer.alloc(0), code: 0, signal: null }
    }
  }
  // Only what the check uses of a connection.
  return createCheckRoom({ connection: async () => connection as never })
}

/** Only what the check uses of a place. */
const place = (kind: 'site' | 'local', freeBytes: number | null): FileSystem =>
  ({ kind, label: 'krios', space: async () => ({ freeBytes, totalBytes: null }) }) as never

const { signal } = new AbortController()
const quota = `device /dev/sdb1
quota
     Filesystem  blocks   quota   limit   grace   files   quota   limit   grace
      /dev/sdb1 1048576       0 3145728             120       0       0
`

describe('room for a copy', () => {
  it('is refused with the numbers where the quota leaves less', async () => {
    const check = checkOn(quota)
    await expect(check(place('site', 100 * gibibyte), '/data', 3 * gibibyte, signal)).rejects.toMatchObject({
      code: 'quota',
      message: expect.stringMatching(/3\.0 GiB.*\/data \(krios\).*2\.0 GiB/)
    })
    await expect(check(place('site', 100 * gibibyte), '/data', 2 * gibibyte, signal)).resolves.toBeUndefined()
  })

  it('is refused where the disk has less, before any quota is asked', async () => {
    const asked: string[] = []
    const check = checkOn(quota, asked)
    await expect(check(place('site', gibibyte), '/data', 2 * gibibyte, signal)).rejects.toMatchObject({
      code: 'disk-full'
    })
    expect(asked).toEqual([])
  })

  it('is asked about the folder itself, and not at all for a small copy or on this computer', async () => {
    const asked: string[] = []
    const check = checkOn(quota, asked)
    await check(place('site', null), '/data', 1000, signal)
    await check(place('local', null), '/data', 100 * gibibyte, signal)
    expect(asked).toEqual([])
    await check(place('site', null), "/data/it's", gibibyte, signal)
    expect(asked).toEqual(["/data/it's"])
  })

  it('is believed to be there where nothing is known about it', async () => {
    for (const printed of ['', 'device /dev/sdb1\n', new Error('no channel')])
      await expect(checkOn(printed)(place('site', null), '/data', gibibyte, signal)).resolves.toBeUndefined()
  })
})
