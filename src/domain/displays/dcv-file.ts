/** The connection file of the native client (NICE DCV User Guide, "Using a connection file"). */
import { Failure } from '../failure'

export interface DcvConnection {
  readonly host: string
  readonly port: number
  readonly sessionId: string
  readonly user: string
  /** Logs in; it makes the file a secret. Undefined: the client asks for the password. */
  readonly token: string | undefined
  /** `host:port` is followed by this path, `/` first; a gateway may want one. */
  readonly webPath?: string | undefined
}

/**
 * For a forward on loopback, as every display is opened through one (docs/decisions/0020): TCP alone, and the name in
 * the certificate is another one. `usage` for what would not stay one line. No quotes and no comments: the format has
 * neither.
 */
export function dcvFile({ host, port, sessionId, user, token, webPath }: DcvConnection): string {
  const lines: [string, string][] = [
    ['host', host],
    ['port', String(port)],
    ...(webPath ? [['weburlpath', webPath] satisfies [string, string]] : []),
    ['sessionid', sessionId],
    ...(token === undefined ? [] : [['authtoken', token] satisfies [string, string]]),
    ['user', user],
    // A proxy of the system would be asked for 127.0.0.1.
    ['proxytype', 'NONE'],
    // QUIC is UDP, which no SSH tunnel carries.
    ['transport', 'websocket'],
    // The forward's own end, or the host of the link: what lies behind was checked by its fingerprint.
    ['certificatevalidationpolicy', 'accept-untrusted']
  ]
  for (const [name, value] of lines)
    if (/\p{Cc}/u.test(value))
      throw new Failure('usage', `The ${name} of this display has a control character; no connection file can hold it.`)
  const connect = lines.map(([name, value]) => `${name}=${value}`).join('\n')
  return `[version]\nformat=1.0\n\n[connect]\n${connect}\n`
}
