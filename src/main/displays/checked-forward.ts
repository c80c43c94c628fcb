/**
 * A forward for a native client whose server is not on the host of the link: the client cannot know the certificate of
 * the server behind 127.0.0.1, so each of its connections ends here, and goes on only to the server that is meant.
 */
import { createServer, type TLSSocket } from 'node:tls'
import { countedForward, type Forward, joinStreams, type Reach } from './forward'
import { makeOwnCertificate } from './own-certificate'
import { pinnedTls } from './pinned-tls'
import type { ServerIdentity } from './server-identity'

/** `now`: for the certificate that the client sees. A server that is another one gets no byte of the client's. */
export function openCheckedForward(reach: Reach, identity: ServerIdentity, now: Date): Promise<Forward> {
  const server = createServer(makeOwnCertificate(now))
  // A client that does not like our certificate: it says so itself.
  server.on('tlsClientError', (_error, socket) => void socket.destroy())
  server.on('secureConnection', (client: TLSSocket) => {
    client.on('error', () => client.destroy())
    const left = new AbortController()
    client.once('close', () => left.abort())
    reach(left.signal)
      .then(channel => pinnedTls(channel, identity))
      .then(
        onward => joinStreams(client, onward),
        () => client.destroy()
      )
  })
  return countedForward(server)
}
