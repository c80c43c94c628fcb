import { describe, expect, it } from 'vitest'
import { isAnchored, parseAnyPlace, parseFarPlace, parseLocalPlace, parsePlace } from '../../../src/main/cli/place'

const sites = new Set(['krios', 'C'])

describe('a place', () => {
  it.each([
    ['krios:', { kind: 'site', site: 'krios', path: '~' }],
    ['krios:run1/a b', { kind: 'site', site: 'krios', path: 'run1/a b' }],
    ['krios:/data', { kind: 'site', site: 'krios', path: '/data' }],
    ['krios:a:b\nc', { kind: 'site', site: 'krios', path: 'a:b\nc' }],
    ['other:run1', { kind: 'local', path: 'other:run1' }],
    ['./krios:x', { kind: 'local', path: './krios:x' }],
    ['../krios:x', { kind: 'local', path: '../krios:x' }],
    ['/krios:x', { kind: 'local', path: '/krios:x' }],
    ['~/krios:x', { kind: 'local', path: '~/krios:x' }],
    ['C:\\data', { kind: 'local', path: 'C:\\data' }],
    ['krios', { kind: 'local', path: 'krios' }],
    ['s3:bucket/a/b', { kind: 's3', path: '/bucket/a/b' }],
    ['s3://bucket/a/b', { kind: 's3', path: '/bucket/a/b' }],
    ['s3:', { kind: 's3', path: '/' }]
  ])('is read from %j', (argument, place) => {
    expect(parsePlace(argument, sites)).toEqual(place)
  })

  it('of a site with one letter is no drive but on Windows', () => {
    const drive = { kind: 'local', path: 'C:/data' }
    expect(parsePlace('C:/data', sites, false)).toEqual({ kind: 'site', site: 'C', path: '/data' })
    expect(parsePlace('C:/data', sites, true)).toEqual(drive)
    expect(parsePlace('D:/data', sites, false)).toEqual({ kind: 'local', path: 'D:/data' })
    expect([isAnchored('C:/data', true), isAnchored('C:/data', false), isAnchored('C:\\data', false)]).toEqual([
      true,
      false,
      true
    ])
  })

  it('names the unknown site where a site is needed', () => {
    expect(() => parseFarPlace('nosuch:x', sites)).toThrow(expect.objectContaining({ code: 'unknown-site' }))
    expect(() => parseFarPlace('./nosuch:x', sites)).toThrow(expect.objectContaining({ code: 'usage' }))
    expect(() => parseFarPlace('', sites)).toThrow(expect.objectContaining({ code: 'usage' }))
  })

  it('is never a local file where an unknown site is more likely meant', () => {
    expect(() => parseAnyPlace('nosuch:x', sites)).toThrow(expect.objectContaining({ code: 'unknown-site' }))
    expect(parseAnyPlace('nosuch:x', sites, () => true)).toEqual({ kind: 'local', path: 'nosuch:x' })
    expect(parseAnyPlace('./nosuch:x', sites)).toEqual({ kind: 'local', path: './nosuch:x' })
    expect(parseAnyPlace('krios:x', sites)).toMatchObject({ kind: 'site' })
    expect(parseFarPlace('s3:bucket', sites)).toMatchObject({ kind: 's3' })
  })

  it('refuses a site where a path of this computer is needed', () => {
    expect(() => parseLocalPlace('krios:x', sites)).toThrow(expect.objectContaining({ code: 'usage' }))
    expect(parseLocalPlace('x', sites).path).toBe('x')
  })
})
