import { describe, expect, it } from 'vitest'
import { createOwnRange } from '../../../../src/main/cloud/runs/own-address'

const range = (said: string | Error, environment: Record<string, string> = {}, loopback = false) =>
  createOwnRange(environment, async () => {
    if (said instanceof Error) throw said
    return said
  })(loopback, undefined)

describe('the address of this computer', () => {
  it('is the one that AWS sees', async () => {
    expect(await range('198.51.100.7\n')).toBe('198.51.100.7/32')
  })

  it('is the one that is set, also a range', async () => {
    expect(await range(new Error('no'), { FARSCOPE_PUBLIC_ADDRESS: '198.51.100.0/28' })).toBe('198.51.100.0/28')
  })

  it('is loopback where the cloud is a program of this computer', async () => {
    expect(await range(new Error('no'), {}, true)).toBe('127.0.0.1/32')
  })

  it('is never everybody where it is unknown', async () => {
    for (const said of [
      new Error('no network'),
      '',
      '<html>proxy</html>',
      '::1',
      '0.0.0.0/0',
      '10.0.0.0/8',
      '1.2.3.4/x'
    ])
      await expect(range(said)).rejects.toMatchObject({
        code: 'not-found',
        hint: expect.stringContaining('FARSCOPE_PUBLIC_ADDRESS')
      })
    await expect(range('198.51.100.7', { FARSCOPE_PUBLIC_ADDRESS: '0.0.0.0/0' })).rejects.toMatchObject({
      code: 'not-found'
    })
  })
})
