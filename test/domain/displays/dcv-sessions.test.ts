import { describe, expect, it } from 'vitest'
import { parseDcvSession, parseDcvSessions } from '../../../src/domain/displays/dcv-sessions'

const printed = (stdout: string, stderr = '', code: number | null = 0) => ({ stdout, stderr, code })
const ids = (stdout: string, stderr = '', code: number | null = 0): string[] | undefined =>
  parseDcvSessions(printed(stdout, stderr, code))?.map(({ id }) => id)

/** As the Administrator Guide prints it. */
const documented = `{
  "id" : "session-id",
  "owner" : "dcvuser",
  "name" : "session-name",
  "num-of-connections" : 0,
  "creation-time" : "2020-03-02T16:08:50Z",
  "last-disconnection-time" : "",
  "licenses" : [
    { "product" : "dcv", "status" : "licensed", "check-timestamp" : "2020-03-02T16:08:50Z", "expiration-date" : "2020-03-29T00:00:00Z" },
    { "product" : "dcv-gl", "status" : "licensed", "check-timestamp" : "2020-03-02T16:08:50Z", "expiration-date" : "2020-03-29T00:00:00Z" }
  ],
  "storage-root" : "",
  "type" : "virtual",
  "x11-display" : ":2",
  "x11-authority" : "/run/user/1009/dcv/vsession.xauth",
  "display-layout" : [ { "width" : 800, "height" : 600, "x" : 0, "y" : 0 }, { "width" : 800, "height" : 600, "x" : 800, "y" : 0 } ]
}`
/** As a server of 2024 printed it for a console session. */
const captured =
  '{ "id":"0","owner":"ubuntu","user":"dcv","num-of-connections":2,"creation-time":"2024-01-14T12:15:09.707728Z","last-disconnection-time":"","licenses":[{"product":"dcv","status":"licensed","check-timestamp":"2024-01-14T14:15:10.048734Z","expiration-date":"2024-02-13T00:00:00Z"}],"licensing-mode":"demo","storage-root":"","type":"console","status":"created","x11-display":"","x11-authority":"" }'

describe('The list of DCV sessions', () => {
  it('is read from JSON, also with warnings around it', () => {
    expect(ids(`[${documented},${captured}]`)).toEqual(['session-id', '0'])
    expect(ids(`WARNING: locale\n[${captured}]\n`)).toEqual(['0'])
    expect(ids(`{"sessions": [${captured}]}`)).toEqual(['0'])
    expect(ids(captured)).toEqual(['0'])
  })

  it('is empty in each way in which a server says that there is none', () => {
    expect(ids('')).toEqual([])
    expect(ids('[]')).toEqual([])
    expect(ids('[\n]\n')).toEqual([])
    expect(ids('There are no sessions available.\n')).toEqual([])
    expect(ids('', 'There are no sessions available.\n')).toEqual([])
    expect(ids('', 'There are no sessions available.\n', 1)).toEqual([])
  })

  it('is read from lines of text with and without quotes, on either stream', () => {
    const lines = [
      "Session: session-id (owner:alice type:virtual name:'my session')",
      "Session: '0' (owner:ubuntu type:console)",
      'SESSION: "b" (OWNER:bob TYPE:Virtual NAME:"x (y)")'
    ].join('\n')
    const expected = [
      { id: 'session-id', owner: 'alice', type: 'virtual', name: 'my session', complete: false },
      { id: '0', owner: 'ubuntu', type: 'console', name: '' },
      { id: 'b', owner: 'bob', type: 'virtual', name: 'x (y)' }
    ]
    expect(parseDcvSessions(printed(lines))).toMatchObject(expected)
    expect(parseDcvSessions(printed('', lines))).toMatchObject(expected)
  })

  it('is read from the lines of a Windows host, and from those among words of a profile', () => {
    const windows = "Session: 'console' (owner:Administrator type:console)\r\n"
    expect(parseDcvSessions(printed(windows))).toMatchObject([
      { id: 'console', owner: 'Administrator', type: 'console' }
    ])
    const among = `Last login: today\nSession: aB3dEf9hJk2mNp4qRs6t (owner:ec2-user type:virtual name:'')\nBye.\n`
    expect(parseDcvSessions(printed(among))).toMatchObject([
      { id: 'aB3dEf9hJk2mNp4qRs6t', owner: 'ec2-user', name: '' }
    ])
  })

  it('is the same as lines and as JSON when the server was asked for JSON and knows only text', () => {
    expect(ids('There are no sessions available.\n', 'Unknown option --json', 1)).toEqual([])
    expect(ids("Session: 'a' (owner:x type:virtual)\n", 'Unknown option --json', 0)).toEqual(['a'])
  })

  it('leaves out what has no id, and takes numbers for ids', () => {
    expect(ids('[{"name":"x"},{"id":7,"owner":"a"},null,"text"]')).toEqual(['7'])
  })

  it('is not there when the server answers with something else', () => {
    expect(ids('Could not connect to the server', '', 1)).toBeUndefined()
    expect(ids('', 'Could not get the system bus', 1)).toBeUndefined()
    expect(ids('', '', 1)).toBeUndefined()
    expect(ids('Usage: dcv [options]')).toBeUndefined()
  })
})

describe('The description of a DCV session', () => {
  it('has all that the documented JSON says', () => {
    expect(parseDcvSession(printed(documented))).toEqual({
      ...{ id: 'session-id', name: 'session-name', owner: 'dcvuser', type: 'virtual', status: '', clients: 0 },
      ...{ created: '2020-03-02T16:08:50.000Z', lastLeft: undefined, size: '800x600', complete: true },
      licenses: ['dcv', 'dcv-gl'].map(product => ({ product, status: 'licensed', expires: '2020-03-29T00:00:00.000Z' }))
    })
  })

  it('has the status and the console type of a newer server', () => {
    expect(parseDcvSession(printed(captured))).toMatchObject({
      ...{ id: '0', owner: 'ubuntu', type: 'console', status: 'created', clients: 2, size: undefined },
      created: '2024-01-14T12:15:09.707Z'
    })
  })

  it('does with the id alone, and takes capital words', () => {
    expect(parseDcvSession(printed('{"id":"a"}'))).toMatchObject({ id: 'a', type: null, owner: '', complete: false })
    const loud = '{"ID":"a","TYPE":"VIRTUAL","STATUS":"CREATED","licenses":[{"product":"dcv","status":"LICENSED"}]}'
    expect(parseDcvSession(printed(loud))).toMatchObject({
      ...{ type: 'virtual', status: 'created' },
      licenses: [{ product: 'dcv', status: 'licensed', expires: undefined }]
    })
    expect(parseDcvSession(printed('{"id":"a","num-of-connections":null,"licenses":"none"}'))).toMatchObject({
      clients: undefined,
      licenses: []
    })
  })

  it('is read from text, whatever the case of its keys', () => {
    const text = `Session: test
  owner: session-owner
  name: session-name
  X display: :1
  x authority: /run/user/1009/dcv/test.xauth
  display layout: 800x600+0+0,800x600+800+0
`
    const expected = { id: 'test', owner: 'session-owner', name: 'session-name', type: 'virtual', size: '800x600' }
    expect(parseDcvSession(printed(text))).toMatchObject(expected)
    expect(parseDcvSession(printed(text.replace('Session: test', "Session: 'test'")))).toMatchObject(expected)
  })

  it('says from text how many are connected and when the last one left, where the server tells', () => {
    const text =
      'Session: test\r\n  owner: ada\r\n  num of connections: 0\r\n  last disconnection time: 2024-01-14T12:15:09.707728Z\r\n'
    expect(parseDcvSession(printed(text))).toMatchObject({ clients: 0, lastLeft: '2024-01-14T12:15:09.707Z' })
    expect(parseDcvSession(printed('', text))).toMatchObject({ id: 'test', owner: 'ada' })
  })

  it('has a console session without a screen of X, and a licence of a trial in capitals', () => {
    const older = captured.replace('"demo"', '"DEMO"').replace('"licensed"', '"LICENSED"').replace('"created"', '""')
    expect(parseDcvSession(printed(older))).toMatchObject({
      ...{ type: 'console', size: undefined, status: '' },
      licenses: [{ product: 'dcv', status: 'licensed', expires: '2024-02-13T00:00:00.000Z' }]
    })
  })

  it('has the user where no owner is told, and no size that is none', () => {
    const odd = '{"id":"a","user":"dcv","display-layout":[{"width":0,"height":600}],"creation-time":"yesterday"}'
    expect(parseDcvSession(printed(odd))).toMatchObject({ owner: 'dcv', size: undefined, created: undefined })
    expect(parseDcvSession(printed('{"id":"a","display-layout":"800x600+0+0"}'))?.size).toBeUndefined()
  })

  it('is none where there is no session in it', () => {
    expect(parseDcvSession(printed('', 'The session is not available', 1))).toBeUndefined()
    expect(parseDcvSession(printed('{"error":"x"}'))).toBeUndefined()
  })
})
