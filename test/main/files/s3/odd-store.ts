/** A store that answers as it is told: for what no real one can be made to say. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StoreAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface OddStore {
  readonly endpoint: string
  /** Method and address of each request. */
  readonly asked: string[]
  answer: (request: IncomingMessage) => StoreAnswer
  close(): Promise<void>
}

/** An error as S3 writes it (API reference, "Error responses"). */
export function errorAnswer(status: number, code: string, message = code): StoreAnswer {
  return { status, body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>` }
}

export async function openOddStore(): Promise<OddStore> {
  const server = createServer((request, response) => {
    store.asked.push(`${request.method} ${request.url}`)
    request.resume().on('end', () => {
      const { status = 200, headers = {}, body = '' } = store.answer(request)
      response.writeHead(status, { 'content-type': 'application/xml', ...headers })
      response.end(request.method === 'HEAD' ? undefined : body)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo
  const store: OddStore = {
    endpoint: `http://127.0.0.1:${port}`,
    asked: [],
    answer: () => ({}),
    close: () =>
      new Promise<void>(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      })
  }
  return store
}
