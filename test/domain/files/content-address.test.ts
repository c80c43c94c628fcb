import type { Place } from '@contract/files'
import { decodeName } from '@domain/bytes-name'
import { contentAddress, contentPlace, contentRoute, downloadName } from '@domain/files/content-address'
import { describe, expect, it } from 'vitest'

const queryOf = (address: string): string | null => new URL(address, 'http://127.0.0.1').searchParams.get('place')

describe('the address of a file', () => {
  it.each<[string, Place]>([
    ['this computer', { kind: 'local', path: '/home/me/a b&c=d#e?f%20+g' }],
    ['a site', { kind: 'site', site: 'alpha', path: '/gpfs/new\nline "quoted" ünï-😀' }],
    ['a bucket', { kind: 's3', path: '/bucket/key', profile: 'lab' }],
    ['a name that is no text', { kind: 'local', path: `/x/${decodeName(Buffer.from([0xff, 0xfe, 0x41]))}` }]
  ])('gives back the place exactly: %s', (_what, place) => {
    const address = contentAddress(place)
    expect(address.startsWith(`${contentRoute}?`)).toBe(true)
    expect(address).toMatch(/^[\x21-\x7e]+$/)
    expect(contentPlace(queryOf(address))).toEqual(place)
  })

  it.each([null, '', 'x', 'null', '[]', '{"kind":"local"}', '{"kind":"site","site":"-rf","path":"/"}'])(
    'that is none has no place: %s',
    query => {
      expect(contentPlace(query)).toBeNull()
    }
  )
})

describe('the name of a download', () => {
  it.each([
    ['movie_1.mrc', 'movie_1.mrc'],
    ['ünï-日本-😀.mrc', 'ünï-日本-😀.mrc'],
    ['a:b/c\\d', 'a_b_c_d'],
    ['new\r\nline', 'new__line'],
    ['\u202egnp.exe', '_gnp.exe'],
    ['<img src="x">|?*', '_img src=_x_____'],
    [decodeName(Buffer.from([0x62, 0xc3, 0x28])), 'b_('],
    ['dots. .', 'dots'],
    ['...', 'file'],
    ['', 'file']
  ])('%j is %j', (name, wanted) => {
    expect(downloadName(name)).toBe(wanted)
  })
})
