import { describe, expect, it } from 'vitest'
import { parseCommandAnswer } from '../../../src/domain/displays/command-answer'
import { parseDcvConnections } from '../../../src/domain/displays/dcv-connections'
import { dcvFile } from '../../../src/domain/displays/dcv-file'
import { dcvPermissions } from '../../../src/domain/displays/dcv-permissions'
import { parseFastxList, parseFastxStart } from '../../../src/domain/displays/fastx-session'
import { parsePclusterLine } from '../../../src/domain/displays/pcluster-line'
import { screenshotOf } from '../../../src/domain/displays/screenshot'
import { rateWords, sizeWords } from '../../../src/domain/displays/words'

describe('Who is connected to a DCV session', () => {
  it('is told with whatever keys the server has', () => {
    expect(parseDcvConnections('[{"id":1},{"username":"bob","client-address":"10.0.0.3"}]', 0)).toEqual([
      { user: '', since: undefined, address: undefined },
      { user: 'bob', since: undefined, address: '10.0.0.3' }
    ])
    expect(parseDcvConnections('{"connections":[{"user":"eve"}]}', 0)).toMatchObject([{ user: 'eve' }])
  })

  it('is nobody, or not told', () => {
    expect(parseDcvConnections('[]', 0)).toEqual([])
    expect(parseDcvConnections('', 0)).toEqual([])
    expect(parseDcvConnections('', 1)).toBeUndefined()
    expect(parseDcvConnections('Segmentation fault', 0)).toBeUndefined()
  })
})

describe('A connection file of DCV', () => {
  const connection = { host: '127.0.0.1', port: 40123, sessionId: 's1', user: 'ada', token: 't0k' }

  it('has its version first, no quotes, and TCP alone: everything goes through a forward', () => {
    expect(dcvFile(connection)).toBe(
      [
        ...[
          '[version]',
          'format=1.0',
          '',
          '[connect]',
          'host=127.0.0.1',
          'port=40123',
          'sessionid=s1',
          'authtoken=t0k'
        ],
        ...['user=ada', 'proxytype=NONE', 'transport=websocket', 'certificatevalidationpolicy=accept-untrusted', '']
      ].join('\n')
    )
  })

  it('asks for the password without a token', () => {
    expect(dcvFile({ ...connection, token: undefined })).not.toContain('authtoken')
  })

  it('refuses what would be a line of its own', () => {
    expect(() => dcvFile({ ...connection, sessionId: 'a\nhost=evil' })).toThrow(/control character/)
  })
})

it('A permissions file gives the owner all, and each other what the booking gives', () => {
  const file = dcvPermissions([
    { user: 'ann', right: 'control' },
    { user: 'bob', right: 'view' },
    { user: 'eve', right: 'none' }
  ])
  expect(file.split('\n').filter(Boolean)).toEqual([
    ...['[groups]', '[aliases]', '[permissions]', '%owner% allow builtin', 'ann allow builtin'],
    'bob allow display pointer audio-out'
  ])
})

it('A permissions file keeps the owner who may only look to that, and names him once', () => {
  const people = [
    { user: 'ada', right: 'view' as const },
    { user: 'bob', right: 'control' as const }
  ]
  const lines = dcvPermissions(people, 'ada').split('\n').filter(Boolean)
  expect(lines.slice(3)).toEqual(['%owner% allow display pointer audio-out', 'bob allow builtin'])
  expect(dcvPermissions(people, 'eve')).toContain('%owner% allow builtin\nada allow display')
})

it('The line of the connect script of ParallelCluster is found among other words', () => {
  const text =
    'Warning: Permanently added known hosts\nPclusterDcvServerPort=8443 PclusterDcvSessionId=aB3x PclusterDcvSessionToken=x_y-Z1\n'
  expect(parsePclusterLine(text)).toEqual({ port: 8443, sessionId: 'aB3x', token: 'x_y-Z1' })
  expect(
    parsePclusterLine('PclusterDcvServerPort=99999 PclusterDcvSessionId=a PclusterDcvSessionToken=b')
  ).toBeUndefined()
  expect(parsePclusterLine('dcvserver is not active')).toBeUndefined()
})

it('A picture is found wherever in the JSON it is, and only a PNG', () => {
  const png = 'iVBORw0KGgoAAAANSUhEUg=='
  expect(screenshotOf(`{"data":"${png}"}`)).toBe(png)
  expect(screenshotOf(`[{"image":{"x":1,"picture":"data:image/png;base64,${png}"}}]`)).toBe(png)
  expect(screenshotOf('{"data":"aGVsbG8="}')).toBeUndefined()
  expect(screenshotOf('no picture')).toBeUndefined()
})

describe('What FastX prints', () => {
  const nothing = { url: undefined, port: undefined, size: undefined, created: undefined }

  it('is a session, flat or in a result', () => {
    expect(parseFastxStart('{"id":"s1","name":"xterm","port":3300}')).toEqual({
      session: { ...nothing, id: 's1', name: 'xterm', port: 3300 }
    })
    expect(parseFastxStart('started\n{"result":{"sessionId":"s2","url":"https://h:3300/x"}}')).toEqual({
      session: { ...nothing, id: 's2', name: '', url: 'https://h:3300/x' }
    })
  })

  it('is an error with its words', () => {
    expect(parseFastxStart('{"error":{"name":"E","message":"No licenses"}}')).toEqual({ error: 'No licenses' })
    expect(parseFastxStart('{"result":{"ok":true}}')).toEqual({ error: 'Its answer names no session.' })
    expect(parseFastxStart('cannot open')).toBeUndefined()
  })

  it('is a list where the facility has a command for it', () => {
    expect(parseFastxList('{"result":[{"id":"a"},{"id":"b","name":"n"}]}')?.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(parseFastxList('[]')).toEqual([])
    expect(parseFastxList('none')).toBeUndefined()
  })
})

describe("What a facility's own line prints", () => {
  it('is an address, or JSON that gives one', () => {
    expect(parseCommandAnswer('ready:\nhttps://viz.example.org/x?y=1\n')?.url).toBe('https://viz.example.org/x?y=1')
    expect(parseCommandAnswer('{"host":"n1","port":8080,"path":"lab","id":7}')).toEqual({
      ...{ id: '7', name: undefined },
      url: 'https://n1:8080/lab'
    })
  })

  it('is nothing else', () => {
    expect(parseCommandAnswer('file:///etc/passwd')).toBeUndefined()
    expect(parseCommandAnswer('{"url":"javascript:alert(1)"}')).toBeUndefined()
    expect(parseCommandAnswer('')).toBeUndefined()
  })
})

it('Sizes and rates are told in decimal units', () => {
  expect(sizeWords(900)).toBe('900 bytes')
  expect(sizeWords(1_540_000)).toBe('1.5 MB')
  expect(rateWords(1_250_000)).toBe('10.0 Mbit/s')
})
