import { isLeftOut, noLinksInBucket, notRegular } from '@domain/transfers/left-out'
import { expect, it } from 'vitest'

it('a socket and a link in a bucket are left out, a file whose name the far end cannot hold is missing', () => {
  expect(isLeftOut(notRegular('/out/socket').toData())).toBe(true)
  expect(isLeftOut(noLinksInBucket('s3:lab/out/link').toData())).toBe(true)
  const tooLong = 'Cannot write /out/x: the name is too long for this file system.'
  expect(isLeftOut({ code: 'unsupported', message: tooLong })).toBe(false)
  expect(isLeftOut({ code: 'permission', message: 'x is not a regular file.' })).toBe(false)
})
