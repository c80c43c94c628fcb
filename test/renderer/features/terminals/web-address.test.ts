import { describe, expect, it } from 'vitest'
import { webAddress } from '../../../../src/renderer/features/terminals/web-address'

describe('where a link leads', () => {
  it.each([
    ['https://facility.example/', 'facility.example'],
    ['http://facility.example:8080/docs?page=2#top', 'facility.example:8080/docs?page=2#top'],
    ['https://bank.example@other.example/login', 'other.example/login'],
    ['https://b\u0430nk.example/', 'xn--bnk-6cd.example'],
    ['HTTPS://Facility.Example', 'facility.example']
  ])('is said by its host: %s', (uri, words) => expect(webAddress(uri)).toBe(words))

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'ssh://host', 'facility.example', ''])(
    'is nowhere for what is no page of the web: %s',
    uri => expect(webAddress(uri)).toBeNull()
  )

  it('is cut where it is long', () => {
    expect(webAddress(`https://facility.example/${'x'.repeat(5000)}`)).toMatch(/^facility\.example\/x{63}…$/)
  })
})
