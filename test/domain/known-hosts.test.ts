import { createHash, createHmac } from 'node:crypto'
import {
  type Digests,
  fingerprintOf,
  judgeHostKey,
  knownHostLine,
  knownHostName,
  matchesPattern,
  parseKnownHosts
} from '@domain/known-hosts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const digests: Digests = {
  sha256: data => createHash('sha256').update(data).digest(),
  hmacSha1: (key, data) => createHmac('sha1', key).update(data).digest()
}
const negotiable = new Set(['ssh-ed25519', 'ssh-rsa'])

/** A key blob of a type; `seed` makes it another key. */
function keyOf(type: string, seed: number): Uint8Array {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(type.length)
  return Buffer.concat([head, Buffer.from(type), Buffer.alloc(32, seed)])
}
const base64 = (key: Uint8Array): string => Buffer.from(key).toString('base64')
const ed = keyOf('ssh-ed25519', 1)
const other = keyOf('ssh-ed25519', 2)
const rsa = keyOf('ssh-rsa', 3)

const judge = (text: string, name: string, key: Uint8Array) =>
  judgeHostKey(parseKnownHosts('/k', text), name, key, negotiable, digests)
const line = (hosts: string, key: Uint8Array): string => knownHostLine(hosts, key)

/** As `HashKnownHosts yes` writes it. */
function hashed(name: string): string {
  const salt = Buffer.alloc(20, 7)
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`
}

describe('known_hosts', () => {
  it.each([
    ['a plain name', 'login.example.org', 'login.example.org'],
    ['one of several names', 'a,login.example.org,10.0.0.1', 'login.example.org'],
    ['another case of letters', 'LOGIN.example.org', knownHostName('Login.Example.org', 22)],
    ['a wildcard', '*.example.org,!bad.example.org', 'login.example.org'],
    ['a question mark', 'login?.example.org', 'login1.example.org'],
    ['a port', '[login.example.org]:2222', knownHostName('login.example.org', 2222)],
    ['a wildcard with a port', '[*.example.org]:2222', knownHostName('login.example.org', 2222)],
    ['a hashed name', hashed('login.example.org'), 'login.example.org'],
    ['a hashed name with its port', hashed('[login.example.org]:2222'), knownHostName('login.example.org', 2222)],
    ['an alias, whatever the port', 'cluster', knownHostName('10.1.2.3', 2222, 'cluster')]
  ])('knows a key by %s', (_, hosts, name) => {
    expect(judge(line(hosts, ed), name, ed)).toEqual({ state: 'known' })
    expect(judge(line(hosts, ed), name, other)).toMatchObject({ state: 'changed', known: [{ file: '/k', line: 1 }] })
  })

  it.each([
    ['another port', 'login.example.org', knownHostName('login.example.org', 2222)],
    ['a negated name', '*.example.org,!bad.example.org', 'bad.example.org'],
    ['a hash of another name', hashed('other'), 'login.example.org'],
    ['a dot that is no wildcard', 'login.example.org', 'loginxexample.org']
  ])('does not know %s', (_, hosts, name) => {
    expect(judge(line(hosts, ed), name, ed)).toEqual({ state: 'unknown', authorities: [] })
  })

  it('refuses a revoked key even where another line knows it', () => {
    const text = `${line('h', ed)}\n@revoked * ssh-ed25519 ${base64(ed)}`
    expect(judge(text, 'h', ed)).toMatchObject({ state: 'revoked', where: { line: 2 } })
    expect(judge(text, 'h', other)).toMatchObject({ state: 'changed' })
  })

  it('names a certificate authority, but takes its key for no host key', () => {
    const text = `@cert-authority *.example.org ssh-ed25519 ${base64(ed)}`
    expect(judge(text, 'a.example.org', ed)).toMatchObject({ state: 'unknown', authorities: [{ line: 1 }] })
    expect(judge(text, 'a.example.com', ed)).toEqual({ state: 'unknown', authorities: [] })
  })

  it('takes a lost key of another type for a change, unless that type is never asked for', () => {
    expect(judge(line('h', rsa), 'h', ed)).toMatchObject({ state: 'changed', known: [{ keyType: 'ssh-rsa' }] })
    expect(judge(line('h', keyOf('ssh-dss', 1)), 'h', ed)).toEqual({ state: 'unknown', authorities: [] })
    expect(judge(`${line('h', rsa)}\n${line('h', ed)}`, 'h', ed)).toEqual({ state: 'known' })
  })

  it('passes over comments, broken lines and keys that are not of the type they claim', () => {
    const text = `# h ssh-ed25519 ${base64(ed)}\n\nh ssh-ed25519\nh ssh-rsa ${base64(ed)}\nh ssh-ed25519 %%%\r\n${line('h', ed)} a comment`
    expect(parseKnownHosts('/k', text)).toMatchObject([{ line: 6, hosts: 'h' }])
  })

  it('prints fingerprints as ssh-keygen does', () => {
    const expected = createHash('sha256').update(ed).digest('base64').replace(/=+$/, '')
    expect(fingerprintOf(ed, digests)).toBe(`SHA256:${expected}`)
  })

  it('knows again every key that it wrote itself', () => {
    const hosts = fc.tuple(fc.domain(), fc.integer({ min: 1, max: 65_535 }))
    fc.assert(
      fc.property(hosts, fc.nat(255), ([host, port], seed) => {
        const name = knownHostName(host, port)
        const key = keyOf('ssh-ed25519', seed)
        expect(judge(line(name, key), name, key)).toEqual({ state: 'known' })
      })
    )
  })

  it('matches patterns that hold marks of regular expressions literally', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(matchesPattern(text.replace(/[*?]/g, 'x'), text.replace(/[*?]/g, 'x'))).toBe(true)
        expect(matchesPattern(`*${text.replace(/[*?]/g, 'x')}?`, `a${text.replace(/[*?]/g, 'x')}b`)).toBe(true)
      })
    )
  })
})
