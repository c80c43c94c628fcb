import { parseLook } from '@domain/collection/find-look'
import { asksForAll, lookEveryMs } from '@domain/collection/pace'
import { describe, expect, it } from 'vitest'

const bytes = (...records: string[]): Uint8Array => Buffer.from(records.map(record => `${record}\0`).join(''), 'latin1')

describe('a look by find', () => {
  it('gives files and folders by their exact names, and the newest time', () => {
    const look = parseLook(
      bytes(
        'f\t12\t100.25\t101.75\ta\tb\nc',
        'f\t3\t90.1\t90.2\tsub/\xff',
        'd\t4096\t99.0\t150.0\tsub',
        'd\t4096\t99.0\t151.5\t',
        'end\t1700000000000000000\t1700000000250000000\t0\t'
      )
    )
    expect(look).toEqual({
      files: [
        { path: 'a\tb\nc', size: 12, mtime: '100.25' },
        { path: 'sub/\udcff', size: 3, mtime: '90.1' }
      ],
      folders: ['sub'],
      folderTimes: new Map([
        ['sub', '150.0'],
        ['', '151.5']
      ]),
      newest: 150,
      tookMs: 250,
      complete: true
    })
  })

  it('is none when it was cut off', () => {
    expect(parseLook(bytes('f\t12\t100.25\t101.75\ta'))).toBeUndefined()
    expect(parseLook(Buffer.from('f\t12\t100.25\t101.75\ta'))).toBeUndefined()
  })

  it('takes no time for the newest that is ahead of the clock of its host, and none that is no number', () => {
    const look = parseLook(
      bytes('f\t1\t1.0\t9999999999.0\ta', 'f\t1\t1.0\t?\tb', 'end\t1700000000000000000\t1700000000250000000\t0\t')
    )
    expect(look?.newest).toBe(1_700_000_000)
    expect(look?.files).toHaveLength(2)
  })

  it('was not complete when find could not read all', () => {
    expect(parseLook(bytes('end\t1\t2\t1\t'))?.complete).toBe(false)
  })
})

describe('the pace of looks', () => {
  it('never takes more than a hundredth of the time of its host', () => {
    for (const means of ['inotify', 'find', 'listing'] as const)
      for (const took of [0, 10, 300, 4000]) expect(took / lookEveryMs(means, took)).toBeLessThanOrEqual(0.01)
  })

  it('asks for everything at first, and now and then', () => {
    expect(asksForAll(null, 0, 0)).toBe(true)
    expect(asksForAll(0, 60_000, 10)).toBe(false)
    expect(asksForAll(0, 3_600_000, 10)).toBe(true)
  })
})
