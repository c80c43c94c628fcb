import { readSocks, socksGranted, socksRefused } from '@domain/tunnels/socks'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const bytes = (...parts: (number | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap(part => (typeof part === 'number' ? [part] : [...Buffer.from(part, 'latin1')])))
const nothing = bytes()

describe('a SOCKS 5 client', () => {
  it('is greeted when it can do without a password', () => {
    expect(readSocks(bytes(5, 2, 2, 0), false)).toEqual({ kind: 'greet', reply: bytes(5, 0), rest: nothing })
  })

  it('is refused when it insists on one', () => {
    expect(readSocks(bytes(5, 1, 2), false)).toMatchObject({ kind: 'refuse', reply: bytes(5, 255) })
    expect(readSocks(bytes(5, 0), false)).toMatchObject({ kind: 'refuse', reply: bytes(5, 255) })
  })

  it.each([
    ['IPv4', bytes(5, 1, 0, 1, 10, 0, 0, 7, 0x1f, 0x90), '10.0.0.7', 8080],
    ['a name', bytes(5, 1, 0, 3, 4, 'gpu1', 0, 80), 'gpu1', 80],
    ['IPv6', bytes(5, 1, 0, 4, ...new Array(15).fill(0), 1, 1, 0xbb), '0:0:0:0:0:0:0:1', 443]
  ])('asks for %s', (_, request, host, port) => {
    const step = { kind: 'connect', version: 5, to: { host, port }, rest: nothing }
    expect(readSocks(request, true)).toEqual(step)
    expect(readSocks(bytes(...request, 'GET'), true)).toEqual({ ...step, rest: bytes('GET') })
  })

  it.each([
    ['BIND', bytes(5, 2, 0, 1, 1, 2, 3, 4, 0, 80), 7],
    ['UDP', bytes(5, 3, 0, 1, 1, 2, 3, 4, 0, 80), 7],
    ['an unknown kind of address', bytes(5, 1, 0, 9, 0, 0), 8],
    ['port 0', bytes(5, 1, 0, 1, 1, 2, 3, 4, 0, 0), 1],
    ['a name with a line end', bytes(5, 1, 0, 3, 3, 'a\nb', 0, 80), 1],
    ['an empty name', bytes(5, 1, 0, 3, 0, 0, 80), 1]
  ])('that asks for %s is told no', (_, request, status) => {
    const step = readSocks(request, true)
    expect(step).toMatchObject({ kind: 'refuse' })
    expect(step.kind === 'refuse' && step.reply[1]).toBe(status)
  })
})

describe('a SOCKS 4 client', () => {
  it('asks for an address', () => {
    const request = bytes(4, 1, 0, 22, 10, 0, 0, 7, 'ada', 0)
    const to = { host: '10.0.0.7', port: 22 }
    expect(readSocks(request, false)).toEqual({ kind: 'connect', version: 4, to, rest: nothing })
  })

  it('asks for a name (4a)', () => {
    const request = bytes(4, 1, 0, 22, 0, 0, 0, 1, 0, 'gpu1.em', 0, 'hello')
    const to = { host: 'gpu1.em', port: 22 }
    expect(readSocks(request, false)).toEqual({ kind: 'connect', version: 4, to, rest: bytes('hello') })
  })

  it('that asks for BIND is told no', () => {
    expect(readSocks(bytes(4, 2, 0, 22, 10, 0, 0, 7, 0), false)).toMatchObject({ kind: 'refuse' })
  })
})

it('refuses who speaks something else', () => {
  expect(readSocks(bytes('GET / HTTP/1.1'), false)).toMatchObject({ kind: 'refuse' })
  expect(readSocks(bytes(4, 1), true)).toMatchObject({ kind: 'refuse' })
})

it('waits for more as long as a request is cut short, wherever', () => {
  const name = fc.string({ minLength: 1, maxLength: 200, unit: fc.constantFrom(...'abc.-019') })
  fc.assert(
    fc.property(name, fc.integer({ min: 1, max: 65_535 }), fc.nat(), fc.boolean(), (host, port, at, modern) => {
      const portBytes = [port >> 8, port & 255]
      const whole = modern
        ? bytes(5, 1, 0, 3, host.length, host, ...portBytes)
        : bytes(4, 1, ...portBytes, 0, 0, 0, 1, 0, host, 0)
      expect(readSocks(whole.subarray(0, at % whole.length), modern)).toEqual({ kind: 'more' })
      const version = modern ? 5 : 4
      expect(readSocks(whole, modern)).toEqual({ kind: 'connect', version, to: { host, port }, rest: nothing })
    })
  )
})

it('takes any bytes without failing, and never gives a name that is not one', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 700 }), fc.boolean(), (noise, greeted) => {
      const step = readSocks(noise, greeted)
      if (step.kind !== 'connect') return
      expect(step.to.host).toMatch(/^[\x21-\x7e]+$/)
      expect(step.to.port).toBeGreaterThan(0)
    })
  )
})

it('says why, in the numbers of RFC 1928', () => {
  expect([...socksGranted(5)].slice(0, 2)).toEqual([5, 0])
  expect(socksRefused(5, 'refused')[1]).toBe(5)
  expect(socksRefused(5, 'not-allowed')[1]).toBe(2)
  expect(socksRefused(5, 'dns')[1]).toBe(4)
  expect(socksRefused(5, 'internal')[1]).toBe(1)
  expect([...socksGranted(4)].slice(0, 2)).toEqual([0, 90])
  expect(socksRefused(4, 'refused')[1]).toBe(91)
})
