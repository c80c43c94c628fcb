import { hashRequest, isPlainName, parseAnswer, parseProbe } from '@domain/transfers/checksum-tools'
import { commonAlgorithm } from '@domain/transfers/checksums'
import { describe, expect, it } from 'vitest'

const abc = {
  xxh128: '06b05ab6733a618578af5f94892f3950',
  blake3: '6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85',
  sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
}

describe('the commands of a host', () => {
  it('are ranked by speed, and openssl by what the processor has for SHA-256', () => {
    const names = (stdout: string): string[] => parseProbe(stdout).map(({ name }) => name)
    expect(names('openssl\nb3sum\nxxhsum\n')).toEqual(['xxhsum', 'b3sum', 'openssl'])
    expect(names('something\n\n')).toEqual([])
    const speed = (stdout: string): number => parseProbe(stdout)[0]?.bytesPerSecond ?? 0
    expect(speed('openssl\ncpu sha\n')).toBeGreaterThan(speed('openssl\n'))
    expect(speed('sha256sum\ncpu sha\n')).toBe(speed('sha256sum\n'))
  })
})

describe('an answer', () => {
  it('is read in the forms of GNU, perl, busybox, b3sum, xxhsum and openssl', () => {
    expect(parseAnswer(`${abc.sha256}  /d/a b`)).toEqual({ kind: 'named', hex: abc.sha256, path: '/d/a b' })
    expect(parseAnswer(`${abc.sha256} */d/*x`)).toEqual({ kind: 'named', hex: abc.sha256, path: '/d/*x' })
    expect(parseAnswer(`12 ${abc.xxh128}  stdin`)).toEqual({ kind: 'numbered', number: 12, hex: abc.xxh128 })
    expect(parseAnswer(`1 ${abc.sha256} *stdin`)).toEqual({ kind: 'numbered', number: 1, hex: abc.sha256 })
    expect(parseAnswer(`3 ${abc.blake3}  -`)).toEqual({ kind: 'numbered', number: 3, hex: abc.blake3 })
    expect(parseAnswer('4 denied')).toEqual({ kind: 'refused', number: 4, why: 'denied' })
    expect(parseAnswer('end')).toEqual({ kind: 'end' })
  })

  it('is nothing when it is anything else', () => {
    for (const line of [
      '',
      'end ',
      'x  /d/a',
      `${abc.xxh128}/d/a`,
      `\\${abc.sha256}  /d/a\\nb`,
      '5 unknown',
      `x ${abc.xxh128}  -`
    ])
      expect(parseAnswer(line)).toBeUndefined()
  })
})

describe('a request', () => {
  it('quotes every path and has names only for those that all commands print as they are', () => {
    expect(hashRequest('many', ["/a b'c"])).toBe("many '/a b'\\''c'")
    expect(['/a', '/Ä 日本', "/$(x) '`"].every(isPlainName)).toBe(true)
    expect(['/a\nb', '/a\\b', '/\r', '/\u007f', '/\udcff', '/\t'].some(isPlainName)).toBe(false)
  })
})

describe('the common algorithm of two ends', () => {
  const offer = (algorithm: 'xxh128' | 'blake3' | 'sha256', bytesPerSecond: number) => ({ algorithm, bytesPerSecond })

  it('is the one whose slower end is the fastest', () => {
    const here = [offer('xxh128', 60), offer('sha256', 19), offer('blake3', 9)]
    expect(commonAlgorithm(here, [offer('blake3', 30), offer('sha256', 15)])).toBe('sha256')
    expect(commonAlgorithm(here, [offer('blake3', 30), offer('sha256', 4)])).toBe('blake3')
    expect(commonAlgorithm(here, [offer('xxh128', 90), offer('sha256', 15)])).toBe('xxh128')
    expect(commonAlgorithm(here, [])).toBeNull()
  })
})
