import { parseVncClients } from '@domain/displays/vnc-people'
import { describe, expect, it } from 'vitest'

const log = `
Sat Nov 21 18:00:00 2026
 Connections: accepted: 127.0.0.1::41234
--
Sat Nov 21 18:05:00 2026
 Connections: accepted: 10.0.0.7::5000
Sat Nov 21 18:06:00 2026
 VNCSConnST:  closing 127.0.0.1::41234: Clean disconnection
 Connections: closed: 127.0.0.1::41234
now Sat Nov 21 18:10:00 2026 1795281000
`

describe('the log of a VNC server', () => {
  it('tells who is connected, with the time in UTC though the log is in the zone of the host', () => {
    // 1795281000 is 17:10 in UTC: the host is an hour ahead.
    expect(new Date(1_795_281_000_000).toISOString()).toBe('2026-11-21T17:10:00.000Z')
    expect(parseVncClients(log)).toEqual([{ address: '10.0.0.7', since: Date.parse('2026-11-21T17:05:00Z') }])
  })

  it('tells nobody where the log is empty, and no time where the host did not tell its clock', () => {
    expect(parseVncClients('')).toEqual([])
    expect(parseVncClients(log.replace(/now .*\n/, ''))).toEqual([{ address: '10.0.0.7', since: null }])
  })

  it('counts those who come by a socket file, who all have its name', () => {
    const came = ' Connections: accepted: /tmp/x/rfb\n'
    expect(parseVncClients(`${came}${came} Connections: closed: /tmp/x/rfb\n`)).toEqual([
      { address: '127.0.0.1', since: null }
    ])
  })
})
