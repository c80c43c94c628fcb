import { expect, it } from 'vitest'
import { parsePlace } from '../../../src/main/ssh/local-forwards'

it.each([
  ['8080', { host: '127.0.0.1', port: 8080 }],
  ['localhost:8080', { host: 'localhost', port: 8080 }],
  ['gpu01.example:443', { host: 'gpu01.example', port: 443 }],
  ['gpu01/443', { host: 'gpu01', port: 443 }],
  ['[::1]:443', { host: '::1', port: 443 }],
  ['*:80', { host: '0.0.0.0', port: 80 }],
  ['0', null],
  ['70000', null],
  ['/run/socket', null],
  ['a b:80 c', null]
])('reads the place %j of a forward', (text, place) => {
  expect(parsePlace(text, '127.0.0.1')).toEqual(place)
})
