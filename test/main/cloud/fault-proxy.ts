/** Between the SDK and an EC2 that works: answers what it is told to, and hands on the rest. */
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface Fault {
  readonly status: number
  readonly code: string
  readonly message?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** `hang`: no answer ever. Undefined: as the server behind it says. */
export type Verdict = Fault | { readonly body: string } | 'hang' | undefined

export interface FaultProxy {
  readonly endpoint: string
  /** `Action` of each request, in order. */
  readonly asked: string[]
  /** `fields` of the form that EC2 and STS are asked by. */
  judge: (action: string, fields: URLSearchParams) => Verdict
  /** What is handed on, and whose answer is kept back for good: the server behind has done it, and nobody hears of it. */
  withhold: (action: string) => boolean
  /** Of the clock of the services; each answer tells their time. Milliseconds. */
  ahead: number
  close(): Promise<void>
}

/** Without `behind` what is not judged is answered by 501. */
export async function openFaultProxy(behind?: string): Promise<FaultProxy> {
  const server = createServer((request, response) => {
    buffer(request).then(
      body => {
        response.setHeader('date', new Date(Date.now() + proxy.ahead).toUTCString())
        answer(proxy, request, response, body, behind)
      },
      () => response.destroy()
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo
  const proxy: FaultProxy = {
    endpoint: `http://127.0.0.1:${port}`,
    asked: [],
    judge: () => undefined,
    withhold: () => false,
    ahead: 0,
    close: () =>
      new Promise<void>(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      })
  }
  return proxy
}

function answer(
  proxy: FaultProxy,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  behind: string | undefined
): void {
  const fields = new URLSearchParams(String(body))
  const target = request.headers['x-amz-target']
  const action = fields.get('Action') ?? (typeof target === 'string' ? target : '')
  proxy.asked.push(action)
  const verdict = proxy.judge(action, fields)
  if (verdict === 'hang') return
  if (verdict && 'body' in verdict) response.writeHead(200, { 'content-type': 'text/xml' }).end(verdict.body)
  else if (verdict) refuse(response, verdict, action)
  else if (behind === undefined) refuse(response, { status: 501, code: 'NotImplemented' }, action)
  else handOn(request, response, body, { behind, withheld: proxy.withhold(action) })
}

/** STS and EC2 wrap their errors in different elements; SSM writes JSON. */
function refuse(response: ServerResponse, { status, code, message = code, headers }: Fault, action: string): void {
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`
  const text = action.includes('.')
    ? JSON.stringify({ __type: code, message })
    : action === 'GetCallerIdentity'
      ? `<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`
      : `<Response><Errors>${error}</Errors><RequestID>r</RequestID></Response>`
  response.writeHead(status, {
    'content-type': action.includes('.') ? 'application/x-amz-json-1.1' : 'text/xml',
    ...headers
  })
  response.end(text)
}

function handOn(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  { behind, withheld }: { readonly behind: string; readonly withheld: boolean }
): void {
  const { method, url = '/', headers } = request
  const onward = forward(new URL(url, behind), { ...(method && { method }), headers }, answered => {
    if (withheld) {
      answered.resume()
      return
    }
    const { date: _date, ...headers } = answered.headers
    response.writeHead(answered.statusCode ?? 502, headers)
    answered.pipe(response)
  })
  onward.on('error', () => response.destroy())
  onward.end(body)
}

/** Who asks, as STS tells it. */
export function identityBody(arn: string): string {
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
    <Arn>${arn}</Arn><UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult>
    <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>`
}

/** What EC2 says where there is nothing. */
export function emptyAnswer(action: string): { readonly body: string } {
  return {
    body: `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId></${action}Response>`
  }
}
