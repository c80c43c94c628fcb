import { describe, expect, it } from 'vitest'
import {
  brokerConnection,
  brokerOutcome,
  brokerSession,
  brokerSessions,
  brokerToken
} from '../../../src/domain/displays/broker-answers'

/** With the keys of the OpenAPI model. */
const session = {
  Id: 'SessionId1897',
  Name: 'a session name',
  Owner: 'an owner 1890',
  Server: {
    Ip: '1.1.1.123',
    Hostname: 'server hostname',
    DefaultDnsName: 'ec2-1-1-1-123.compute.example.com',
    Port: '1222',
    Endpoints: [
      { IpAddress: 'x.x.x.x', Port: 9443, WebUrlPath: '/viz', Protocol: 'HTTP' },
      { IpAddress: 'x.x.x.x', Port: 9443, Protocol: 'QUIC' }
    ],
    WebUrlPath: '/path',
    Tags: [{ Key: 'os', Value: 'windows' }]
  },
  Type: 'VIRTUAL',
  State: 'READY',
  CreationTime: '2020-10-06T10:15:31.633Z',
  LastDisconnectionTime: '2020-10-06T10:15:31.633Z',
  NumOfConnections: 2,
  StorageRoot: '/storage/root'
}

describe('A session of a broker', () => {
  it('is where its endpoint of HTTP is, with the names of its server', () => {
    expect(brokerSession(session)).toEqual({
      ...{ id: 'SessionId1897', name: 'a session name', owner: 'an owner 1890', type: 'virtual', state: 'ready' },
      ...{ reason: '', clients: 2, created: '2020-10-06T10:15:31.633Z', lastLeft: '2020-10-06T10:15:31.633Z' },
      endpoint: {
        ...{ host: 'x.x.x.x', port: 9443, webPath: '/viz' },
        names: ['ec2-1-1-1-123.compute.example.com', 'server hostname']
      }
    })
  })

  it('of an older broker is at the address of its server, whose port is a text', () => {
    const { Endpoints: _endpoints, ...server } = session.Server
    expect(brokerSession({ ...session, Server: server })?.endpoint).toMatchObject({
      ...{ host: '1.1.1.123', port: 1222, webPath: '/path' }
    })
    expect(brokerSession({ ...session, Server: { Hostname: 'h', Port: 'none' } })?.endpoint).toEqual({
      ...{ host: 'h', port: 8443, webPath: '/', names: [] }
    })
  })

  it('that waits has no place yet, and says for what it waits', () => {
    const waiting = { Id: 'a', State: 'CREATING', Substate: 'SESSION_PLACING', Server: null }
    expect(brokerSession(waiting)).toMatchObject({
      ...{ state: 'creating', reason: 'It waits for a free DCV server.', endpoint: undefined, type: null, name: '' }
    })
    expect(brokerSession({ ...waiting, StateReason: 'no GPU is free' })?.reason).toBe('no GPU is free')
    expect(brokerSession({ Id: 'a', State: 'NEW_WORD' })?.state).toBe('unknown')
    expect(brokerSession({ Name: 'without an id' })).toBeUndefined()
  })

  it('never has a path that would lead out of its page', () => {
    const at = (WebUrlPath: string) => brokerSession({ Id: 'a', Server: { Ip: '1.1.1.1', WebUrlPath } })?.endpoint
    expect(at('//evil.example.org/x')?.webPath).toBe('/evil.example.org/x')
    expect(at('x?y#z')?.webPath).toBe('/')
    expect(at('a b\r\nHost: evil')?.webPath).toBe('/')
  })
})

describe('An answer of a broker', () => {
  it('is a page of sessions with the mark of the next one', () => {
    const page = brokerSessions({ RequestId: 'r', Sessions: [session, { Id: 'b' }], NextToken: 'more' })
    expect(page?.sessions.map(({ id }) => id)).toEqual(['SessionId1897', 'b'])
    expect(page?.next).toBe('more')
    expect(brokerSessions({ RequestId: 'r', Sessions: [], NextToken: null })).toEqual({ sessions: [], next: undefined })
    expect(brokerSessions({ RequestId: 'r' })).toEqual({ sessions: [], next: undefined })
    expect(brokerSessions('<html>')).toBeUndefined()
  })

  it('says for what it was asked that it is done, or why not', () => {
    expect(brokerOutcome({ SuccessfulList: [session], UnsuccessfulList: [] })).toEqual({ done: session })
    const refused = { SuccessfulList: [], UnsuccessfulList: [{ FailureReason: 'No server is free' }] }
    expect(brokerOutcome(refused)).toEqual({ refused: 'No server is free' })
    expect(brokerOutcome({ UnsuccessfulList: [{}] })).toEqual({ refused: 'it does not say why' })
    expect(brokerOutcome({})).toBeUndefined()
  })

  it('gives the token of a session, beside it or around it', () => {
    expect(brokerConnection({ Session: session, ConnectionToken: 't' })).toMatchObject({
      ...{ token: 't', session: { id: 'SessionId1897' } }
    })
    expect(brokerConnection({ ...session, ConnectionToken: 't' })?.session?.id).toBe('SessionId1897')
    expect(brokerConnection({ Session: session })).toBeUndefined()
  })

  it('gives a token of access with the seconds that it is good for', () => {
    expect(brokerToken({ access_token: 'a', token_type: 'bearer', expires_in: 3600 })).toEqual({
      ...{ token: 'a', seconds: 3600 }
    })
    expect(brokerToken({ access_token: 'a' })).toEqual({ token: 'a', seconds: 0 })
    expect(brokerToken({ error: 'invalid_client' })).toBeUndefined()
  })
})
