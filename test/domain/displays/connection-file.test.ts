import { parseConnectionFile } from '@domain/displays/connection-file'
import { describe, expect, it } from 'vitest'

const whole = 'host: node012\nport: 5901\npassword: Ab3dEf9h\ndisplay: 1\nwebsocket: 40123\nspassword: Zx81Qw2E\n'

describe('connection.yml', () => {
  it('is read with all keys of Open OnDemand', () => {
    expect(parseConnectionFile(whole)).toEqual({
      ...{ host: 'node012', port: 5901, display: 1, password: 'Ab3dEf9h', viewPassword: 'Zx81Qw2E' }
    })
  })

  it('takes values in quotes, a display with a colon, and no second password', () => {
    const text = `host: "node-3.cluster"\nport: '5999'\npassword: "a\\"b\\\\c"\ndisplay: ":7"\n`
    expect(parseConnectionFile(text)).toEqual({
      ...{ host: 'node-3.cluster', port: 5999, display: 7, password: 'a"b\\c', viewPassword: null }
    })
  })

  it.each([
    ['nothing yet', ''],
    ['half of it', 'host: node012\nport: 59'],
    ['a port that is none', whole.replace('5901', '70000')],
    ['a host that could be an option', whole.replace('node012', '-oProxyCommand=x')],
    ['no host', whole.replace('host: node012\n', '')]
  ])('is none with %s', (_, text) => {
    expect(parseConnectionFile(text)).toBeNull()
  })
})
