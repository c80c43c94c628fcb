import { tunnelSchema } from '@contract/tunnel'
import { Failure } from '@domain/failure'
import { nameForwards, parseConfiguredForward, parseForward } from '@domain/tunnels/forward-spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const at = (port: number, address = '127.0.0.1') => ({ address, port })

describe('a tunnel as ssh writes it', () => {
  it.each([
    ['local', '8080:db:5432', at(8080), { host: 'db', port: 5432 }],
    ['local', '0:db:5432', at(0), { host: 'db', port: 5432 }],
    ['local', 'localhost:8080:db:5432', at(8080, 'localhost'), { host: 'db', port: 5432 }],
    ['local', '*:8080:db:5432', at(8080, '0.0.0.0'), { host: 'db', port: 5432 }],
    ['local', ':8080:db:5432', at(8080, '0.0.0.0'), { host: 'db', port: 5432 }],
    ['local', '[::1]:8080:[2001:db8::7]:22', at(8080, '::1'), { host: '2001:db8::7', port: 22 }],
    ['remote', '9000:127.0.0.1:80', at(9000), { host: '127.0.0.1', port: 80 }]
  ] as const)('%s %s', (kind, text, listen, to) => {
    expect(parseForward(kind, text)).toEqual({ kind, listen, to })
  })

  it('is dynamic with a port, and perhaps an address', () => {
    expect(parseForward('dynamic', '1080')).toEqual({ kind: 'dynamic', listen: at(1080) })
    expect(parseForward('dynamic', '[::1]:1080')).toEqual({ kind: 'dynamic', listen: at(1080, '::1') })
  })

  it.each([
    ['local', ''],
    ['local', '8080'],
    ['local', '8080:db'],
    ['local', '8080:db:0'],
    ['local', '70000:db:80'],
    ['local', '8080:-oProxy:80'],
    ['local', '8080:a b:80'],
    ['local', '8080::80'],
    ['local', '/run/socket:db:80'],
    ['local', '[::1:8080:db:80'],
    ['local', 'a:b:c:d:e'],
    ['dynamic', 'x'],
    ['dynamic', '1:2:3'],
    ['remote', '9000:db']
  ] as const)('is refused with the right form when it is none: %s %j', (kind, text) => {
    expect(() => parseForward(kind, text)).toThrow(expect.objectContaining({ code: 'usage' }))
  })

  it('that is a proxy on the far side is not supported, and says so', () => {
    expect(() => parseForward('remote', '1080')).toThrow(expect.objectContaining({ code: 'unsupported' }))
  })

  it('fails with a Failure or gives what the contract takes, whatever is written', () => {
    const text = fc.string({ unit: fc.constantFrom(...':[]0189abc.*-/@ '), maxLength: 30 })
    fc.assert(
      fc.property(text, fc.constantFrom('local', 'remote', 'dynamic'), (written, kind) => {
        try {
          const [tunnel] = nameForwards([parseForward(kind, written)])
          expect(tunnelSchema.safeParse(tunnel).success).toBe(true)
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Failure)
        }
      })
    )
  })
})

describe('a forward of ssh_config', () => {
  it.each([
    ['8080', 'db:5432', at(8080), { host: 'db', port: 5432 }],
    ['8080', '22', at(8080), { host: 'localhost', port: 22 }],
    ['*:80', 'gpu01/443', at(80, '0.0.0.0'), { host: 'gpu01', port: 443 }],
    ['::1/8080', '[::1]:443', at(8080, '::1'), { host: '::1', port: 443 }]
  ])('%s %s', (listen, to, where, place) => {
    expect(parseConfiguredForward('local', listen, to)).toEqual({ kind: 'local', listen: where, to: place })
  })

  it('may be dynamic', () => {
    expect(parseConfiguredForward('dynamic', '1080', undefined)).toEqual({ kind: 'dynamic', listen: at(1080) })
  })

  it.each([
    ['local', '/run/socket', 'db:80'],
    ['local', '8080', '/run/socket'],
    ['local', '8080', undefined],
    ['remote', '9000', undefined],
    ['dynamic', 'none', undefined]
  ] as const)('of another form is left out: %s %j %j', (kind, listen, to) => {
    expect(parseConfiguredForward(kind, listen, to)).toBeNull()
  })
})

it('names each tunnel by what it is and its port, no two alike', () => {
  const specs = ['0:a:1', '80:b:2', '80:c:3'].map(text => parseForward('local', text))
  expect(nameForwards([...specs, parseForward('dynamic', '1080')], ['dynamic-1080']).map(({ name }) => name)).toEqual([
    'local-any',
    'local-80',
    'local-80-2',
    'dynamic-1080-2'
  ])
})
