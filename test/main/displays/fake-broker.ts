/**
 * A make-believe broker of DCV Session Manager, as its Developer Guide and its OpenAPI model (aws/dcv-access-console,
 * dcv-session-manager-api.yaml) say: what they do not allow is an error here.
 */
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { makePair } from './tls-server'

export interface FakeSession {
  Id: string
  Name: string
  Owner: string
  Type: string
  State: string
  Substate?: string
  StateReason?: string
  CreationTime: string
  NumOfConnections: number
  Server?: object
  /** So many looks until it is ready. */
  looks?: number
}

export interface FakeBroker {
  readonly url: string
  readonly fingerprint: string
  readonly clientId: string
  readonly secret: string
  readonly sessions: FakeSession[]
  /** `POST /describeSessions` and so on, and the bodies that came with them. */
  readonly calls: { call: string; body: unknown }[]
  /** Tokens of access and of connections that were given. */
  readonly given: string[]
  /** Of what is given from now on. */
  settings: { tokenSeconds: number; pageSize: number; looks: number; refuse: string | null; oldPictures: boolean }
  /** No token of access that was given is good any more. */
  expire(): void
  add(session: Partial<FakeSession>): FakeSession
  close(): Promise<void>
}

/** The DCV server that its sessions are on, whose tokens it leaves where that looks for them. */
export interface FakeDcvServer {
  readonly host: string
  readonly port: number
  readonly tokens: string
}

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

export async function startFakeBroker(dcv: FakeDcvServer): Promise<FakeBroker> {
  const pair = await makePair('DNS:broker.invalid')
  const broker = new Broker(dcv)
  const sockets = new Set<Socket>()
  const server = createServer(pair, (request, response) => void broker.answer(request, response))
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return Object.assign(broker, {
    url: `https://127.0.0.1:${port}`,
    fingerprint: pair.fingerprint,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>(resolve => server.close(() => resolve()))
    }
  })
}

interface Asked {
  readonly call: string
  readonly path: string
  readonly body: unknown
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string
  ) {
    super(message)
  }
}

class Broker {
  readonly clientId = '794b2dbb-bd82-4707-a2f7-f3d9899cb386'
  readonly secret = randomBytes(24).toString('base64url')
  readonly sessions: FakeSession[] = []
  readonly calls: { call: string; body: unknown }[] = []
  readonly given: string[] = []
  settings: FakeBroker['settings'] = { tokenSeconds: 3600, pageSize: 2, looks: 1, refuse: null, oldPictures: false }
  private readonly access = new Map<string, number>()

  constructor(private readonly dcv: FakeDcvServer) {}

  expire(): void {
    this.access.clear()
  }

  add(session: Partial<FakeSession>): FakeSession {
    const { host, port } = this.dcv
    const Endpoints = [
      { IpAddress: host, Port: port, WebUrlPath: '/', Protocol: 'HTTP' },
      { IpAddress: host, Port: port, Protocol: 'QUIC' }
    ]
    const Server = { Id: 's1', Ip: host, Hostname: 'viz1', Port: String(port), Endpoints, Tags: [] }
    const whole: FakeSession = {
      ...{ Id: `session-${this.sessions.length + 1}`, Name: 'one', Owner: 'nobody', Type: 'VIRTUAL', State: 'READY' },
      ...{ CreationTime: '2026-10-06T10:15:31.633Z', NumOfConnections: 0, Server, ...session }
    }
    this.sessions.push(whole)
    return whole
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, value: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(value))
    }
    try {
      const url = new URL(request.url ?? '/', 'https://broker.invalid')
      let text = ''
      for await (const chunk of request) text += String(chunk)
      if (url.pathname === '/oauth2/token') return send(200, this.token(request, url))
      const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
      if ((this.access.get(bearer) ?? 0) <= Date.now()) throw new Refusal(401, 'Unauthorized')
      if (request.method !== 'GET' && request.headers['content-type'] !== 'application/json')
        throw new Refusal(415, 'Unsupported media type')
      const body: unknown = text === '' ? undefined : JSON.parse(text)
      const asked = { call: `${request.method} ${url.pathname}`, path: url.pathname, body }
      this.calls.push({ call: asked.call, body })
      send(200, { RequestId: 'a-request', ...this.act(asked) })
    } catch (thrown) {
      const refusal = thrown instanceof Refusal ? thrown : new Refusal(500, 'Internal error')
      send(refusal.status, { message: refusal.message })
    }
  }

  private token(request: IncomingMessage, url: URL): object {
    this.calls.push({ call: `${request.method} /oauth2/token`, body: undefined })
    const basic = Buffer.from(`${this.clientId}:${this.secret}`).toString('base64')
    if (request.method !== 'POST') throw new Refusal(405, 'Method not allowed')
    if (url.search !== '?grant_type=client_credentials') throw new Refusal(400, 'unsupported_grant_type')
    if (request.headers['content-type'] !== 'application/x-www-form-urlencoded') throw new Refusal(415, 'media type')
    if (request.headers.authorization !== `Basic ${basic}`) throw new Refusal(401, 'invalid_client')
    const token = randomBytes(40).toString('base64url')
    this.given.push(token)
    this.access.set(token, Date.now() + this.settings.tokenSeconds * 1000)
    return { access_token: token, token_type: 'bearer', expires_in: this.settings.tokenSeconds }
  }

  private act({ call, path, body }: Asked): object {
    if (call === 'POST /describeSessions') return this.describe(record(body))
    if (call === 'POST /createSessions') return this.create(first(body))
    if (call === 'POST /deleteSessions') return this.remove(first(body))
    if (call === 'PUT /sessionPermissions') return this.permit(first(body))
    if (call === 'POST /getSessionScreenshots') return this.picture(first(body))
    const [, id, user] = /^\/sessionConnectionData\/([^/]+)\/([^/]+)$/.exec(path) ?? []
    if (call.startsWith('GET ') && id && user) return this.connect(decodeURIComponent(id), decodeURIComponent(user))
    throw new Refusal(404, 'Not found')
  }

  private describe({ SessionIds, Filters, MaxResults, NextToken }: Record<string, unknown>): object {
    if (MaxResults !== undefined && !(Number(MaxResults) >= 1 && Number(MaxResults) <= 1000))
      throw new Refusal(400, 'MaxResults must be between 1 and 1000')
    const filters = Array.isArray(Filters) ? Filters.map(record) : []
    if (filters.some(({ Key }) => Key !== 'owner')) throw new Refusal(400, 'Unknown filter')
    for (const one of this.sessions) {
      if (one.looks === undefined) continue
      one.looks -= 1
      if (one.looks > 0) continue
      const { State: _state, Substate: _substate, looks: _looks, ...rest } = one
      this.sessions[this.sessions.indexOf(one)] = { ...rest, State: 'READY' }
    }
    const wanted = this.sessions.filter(
      ({ Id, Owner }) =>
        (!Array.isArray(SessionIds) || SessionIds.includes(Id)) && filters.every(({ Value }) => Value === Owner)
    )
    const from = NextToken === undefined ? 0 : Number(/^page-(\d+)$/.exec(String(NextToken))?.[1] ?? Number.NaN)
    if (Number.isNaN(from)) throw new Refusal(400, 'Invalid NextToken')
    const until = from + this.settings.pageSize
    return { Sessions: wanted.slice(from, until), NextToken: until < wanted.length ? `page-${until}` : null }
  }

  private create(item: Record<string, unknown>): object {
    const { Name, Owner, Type } = item
    if (typeof Name !== 'string' || typeof Owner !== 'string' || !['VIRTUAL', 'CONSOLE'].includes(String(Type)))
      throw new Refusal(400, 'Name, Owner and Type are required')
    const { refuse, looks } = this.settings
    if (refuse !== null)
      return { SuccessfulList: [], UnsuccessfulList: [{ CreateSessionRequestData: item, FailureReason: refuse }] }
    const state = { State: 'CREATING', Substate: 'SESSION_PLACING', looks }
    const made = this.add({ Id: `made-${randomBytes(6).toString('hex')}`, Name, Owner, Type: String(Type), ...state })
    const { looks: _left, Server: _server, ...session } = made
    return { SuccessfulList: [session], UnsuccessfulList: [] }
  }

  private remove({ SessionId, Owner }: Record<string, unknown>): object {
    const at = this.sessions.findIndex(one => one.Id === SessionId && one.Owner === Owner)
    if (at < 0)
      return { SuccessfulList: [], UnsuccessfulList: [{ SessionId, FailureReason: 'Session does not exist' }] }
    this.sessions.splice(at, 1)
    return { SuccessfulList: [{ SessionId, State: 'DELETING' }], UnsuccessfulList: [] }
  }

  private permit({ SessionId, PermissionsFile }: Record<string, unknown>): object {
    if (!this.sessions.some(one => one.Id === SessionId)) throw new Refusal(400, 'Unknown session')
    if (!Buffer.from(String(PermissionsFile), 'base64').toString().startsWith('[groups]'))
      throw new Refusal(400, 'Invalid permissions file')
    return { SuccessfulList: [{ SessionId }], UnsuccessfulList: [] }
  }

  private picture({ SessionId, MaxWidth }: Record<string, unknown>): object {
    if (this.settings.oldPictures && MaxWidth !== undefined) throw new Refusal(400, 'Unknown field MaxWidth')
    const image = { Format: 'png', Data: png, CreationTime: '2026-10-06T15:47:30Z', Primary: true }
    return { SuccessfulList: [{ SessionScreenshot: { SessionId, Images: [image] } }], UnsuccessfulList: [] }
  }

  private connect(id: string, user: string): object {
    const session = this.sessions.find(one => one.Id === id && one.Owner === user)
    if (!session) throw new Refusal(400, `Session ${id} not found`)
    if (session.State !== 'READY') throw new Refusal(400, 'Session is not ready')
    const token = randomBytes(30).toString('base64url')
    this.given.push(token)
    writeFileSync(join(this.dcv.tokens, createHash('sha256').update(token).digest('hex')), `${id}\n`)
    return { Session: session, ConnectionToken: token }
  }
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal(400, 'An object is wanted')
  return Object.fromEntries(Object.entries(value))
}

function first(value: unknown): Record<string, unknown> {
  if (!Array.isArray(value) || value.length !== 1) throw new Refusal(400, 'An array is wanted')
  return record(value[0])
}
