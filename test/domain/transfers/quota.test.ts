import { freeByQuota, parseQuota } from '@domain/transfers/quota'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const kib = 1024

describe('the output of quota', () => {
  it('gives used bytes and the hard limit, else the soft one', () => {
    const text = `Disk quotas for user ann (uid 1001):
     Filesystem  blocks   quota   limit   grace   files   quota   limit   grace
      /dev/sda1  104200* 100000  120000   6days     120       0       0
nas:/export/home     500    1000       0                7       0       0
`
    expect(parseQuota(text)).toEqual([
      { filesystem: '/dev/sda1', usedBytes: 104_200 * kib, limitBytes: 120_000 * kib },
      { filesystem: 'nas:/export/home', usedBytes: 500 * kib, limitBytes: 1000 * kib }
    ])
  })

  it('without limits gives nothing', () => {
    expect(parseQuota('Disk quotas for user root (uid 0): none\n')).toEqual([])
    expect(parseQuota('      /dev/sda1  104200       0       0             120       0       0\n')).toEqual([])
    expect(parseQuota('')).toEqual([])
  })

  it('joins a name that stands on a line of its own', () => {
    const text = `/lustre/a-name-that-is-longer-than-its-column
                [12345]       0  1073741824       -    1234       0       0       -
`
    expect(parseQuota(text)).toEqual([
      {
        filesystem: '/lustre/a-name-that-is-longer-than-its-column',
        usedBytes: 12_345 * kib,
        limitBytes: 1_073_741_824 * kib
      }
    ])
  })

  it('of any numbers is read back', () => {
    const count = fc.nat({ max: 2 ** 40 })
    const name = fc.stringMatching(/^[a-z][a-z0-9:/.-]{0,60}$/)
    fc.assert(
      fc.property(
        name,
        count,
        count,
        fc.integer({ min: 1, max: 2 ** 40 }),
        fc.boolean(),
        (fs, used, soft, hard, over) => {
          const line = `  ${fs} ${used}${over ? '*' : ''} ${soft} ${hard} ${over ? '6days' : '-'} 12 0 0 -\n`
          expect(parseQuota(line)).toEqual([{ filesystem: fs, usedBytes: used * kib, limitBytes: hard * kib }])
        }
      )
    )
  })

  it('of any text never throws and never gives a limit of nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        for (const { limitBytes } of parseQuota(text)) expect(limitBytes).toBeGreaterThan(0)
      })
    )
  })
})

describe('what may still be written', () => {
  it('is the tightest limit of the file system in question', () => {
    const text = `device nas:/export/home
quota
Disk quotas for user ann (uid 1001):
     Filesystem  blocks   quota   limit   grace   files   quota   limit   grace
      /dev/sda1   99999  100000  100000             120       0       0
nas:/export/home     500    1000    2000               7       0       0
Disk quotas for group lab (gid 2000):
     Filesystem  blocks   quota   limit   grace   files   quota   limit   grace
nas:/export/home    1500    1000    1600               7       0       0
`
    expect(freeByQuota(text)).toBe(100 * kib)
  })

  it('is told by Lustre for the path that was asked', () => {
    const row = '     /lustre/scratch  900       0  1000       -    1234       0       0       -\n'
    expect(freeByQuota(`device 10.0.0.1@o2ib:/scratch\nlustre\n${row}`)).toBe(100 * kib)
  })

  it('is nothing when the limit is passed, and unknown without one', () => {
    expect(freeByQuota('device /dev/sda1\nquota\n  /dev/sda1 300* 100 200 none 1 0 0\n')).toBe(0)
    expect(freeByQuota('device /dev/sda1\nquota\n')).toBeNull()
    expect(freeByQuota('device /dev/sdb1\nquota\n  /dev/sda1 300 100 200 none 1 0 0\n')).toBeNull()
    expect(freeByQuota('')).toBeNull()
  })
})
