/** Where the DCV server of a host listens, with which certificate, and how it lets us in without a password. */
import { randomBytes } from 'node:crypto'
import { parsePclusterLine } from '@domain/displays/pcluster-line'
import { Failure } from '@domain/failure'
import type { Connection } from '../ssh/types'
import { defineFingerprintOf, fingerprintOf } from './certificate-scripts'
import { runScript } from './dcv-commands'

export interface DcvServer {
  readonly port: number
  /** SHA-256 of its certificate, 64 hexadecimal digits; undefined: the host has nothing to read it with. */
  readonly fingerprint: string | undefined
  /** QUIC is switched on. */
  readonly quic: boolean
  readonly version: string | undefined
  /** Kilobytes free in the home folder, which a session needs. */
  readonly freeKilobytes: number | undefined
}

/** Lines of facts. The port: `$1` unless 0, else what the server says, else its configuration, else 8443. */
export const serverFacts = `${defineFingerprintOf}port=$(dcv get-config --all </dev/null 2>/dev/null | sed -n 's/.*web-port[^0-9]*\\([0-9][0-9]*\\).*/\\1/p' | head -n 1)
conf=/etc/dcv/dcv.conf
[ -n "$port" ] || port=$(sed -n 's/^[[:space:]]*web-port[^0-9]*\\([0-9][0-9]*\\).*/\\1/p' $conf 2>/dev/null | head -n 1)
[ -n "$port" ] || port=8443
[ "\${1:-0}" -gt 0 ] && port=$1
printf 'port %s\\n' "$port"
grep -Eq '^[[:space:]]*enable-quic-frontend[[:space:]]*=[[:space:]]*true' $conf 2>/dev/null && echo 'quic yes'
printf 'version %s\\n' "$(dcv version </dev/null 2>/dev/null | head -n 1)"
printf 'free %s\\n' "$(df -Pk "$HOME" 2>/dev/null | awk 'NR==2 { print $4 }')"
print=$(fingerprint_of "$port")
[ -n "$print" ] || print=$(openssl x509 -in /etc/dcv/dcv.pem -noout -fingerprint -sha256 2>/dev/null)
printf 'fingerprint %s\\n' "\${print#*=}"`

/** `port`: what the facility says; undefined: as the server does. `command-missing`. */
export async function readServer(
  connection: Connection,
  port: number | undefined,
  signal: AbortSignal | undefined
): Promise<DcvServer> {
  const printed = await runScript(connection, serverFacts, [String(port ?? 0)], { signal })
  if (!printed)
    throw new Failure('command-missing', `${connection.target.host} has no Amazon DCV server.`, {
      hint: 'Choose another host of the site.'
    })
  return serverOf(printed.stdout)
}

/** What `serverFacts` printed. */
export function serverOf(text: string): DcvServer {
  const said = factsOf(text)
  const told = Number(said.get('port'))
  const free = said.get('free')
  return {
    port: told > 0 && told <= 65535 ? told : 8443,
    fingerprint: fingerprintOf(said.get('fingerprint') ?? ''),
    quic: said.get('quic') === 'yes',
    version: said.get('version') || undefined,
    freeKilobytes: free && /^\d+$/.test(free) ? Number(free) : undefined
  }
}

/** Lines `name value`. */
export const factsOf = (text: string): Map<string, string> =>
  new Map(text.split('\n').map(line => [line.split(' ', 1)[0] ?? '', line.slice(line.indexOf(' ') + 1).trim()]))

const findConnectScript = `script=/opt/parallelcluster/scripts/pcluster_dcv_connect.sh
[ -x "$script" ] || script=$(command -v pcluster_dcv_connect.sh 2>/dev/null)
[ -n "$script" ] && [ -x "$script" ] || { echo 'farscope: no script'; exit 0; }
`

/**
 * ParallelCluster's connect script: gives a token, making a session where there is none of this account. Its progress
 * comes on either stream. Undefined: the host has no such script.
 */
export async function runConnectScript(
  connection: Connection,
  signal: AbortSignal | undefined
): Promise<{ port: number; sessionId: string; token: string } | undefined> {
  const script = `${findConnectScript}"$script" "$HOME" </dev/null 2>&1`
  const result = await connection.run(script, { signal, timeoutMs: 60_000, maxBytes: 1024 * 1024 })
  const text = result.stdout.toString('utf8')
  if (/^farscope: no script$/m.test(text)) return undefined
  const line = parsePclusterLine(text)
  if (line) return line
  // Its words without anything that may be a part of a token.
  const said = text
    .replace(/[\w-]{40,}/g, '…')
    .trim()
    .slice(-2000)
  throw new Failure('remote-error', `ParallelCluster's connect script gave no session on ${connection.target.host}.`, {
    hint: /dcvserver/i.test(said)
      ? 'DCV must be switched on in the configuration of the cluster (HeadNode/Dcv/Enabled).'
      : 'Try again; the script gives each token only once.',
    ...(said && { detail: said })
  })
}

/** Which session is the connect script's own; it keeps the id in a file. Empty: none. */
const sessionOfScript = `${findConnectScript}cat "$HOME/.parallelcluster/dcv/dcv_session_$(hostname)" 2>/dev/null`

/**
 * DcvSimpleExternalAuthenticator: the token is ours, told to it over standard input and never an argument. Only where
 * the facility lets this account do it (itself, or by a rule of sudo) and where the server asks the authenticator.
 */
const authenticatorScript = `command -v dcvsimpleextauth >/dev/null 2>&1 || exit 3
conf=/etc/dcv/dcv.conf
[ ! -r $conf ] || grep -Eq '^[[:space:]]*auth-token-verifier[[:space:]]*=' $conf || exit 3
IFS= read -r token
add() {
  printf '%s\\n' "$token" | "$@" add-user --session "$session" --auth-dir /var/run/dcvsimpleextauth/ \
    --user "$(id -un)" --append >/dev/null 2>&1
}
session=$1
add dcvsimpleextauth || add sudo -n dcvsimpleextauth || exit 3`

/** A fresh one for this session; undefined where the host gives none: the client then asks for the password. */
export async function freshToken(
  connection: Connection,
  sessionId: string,
  signal: AbortSignal | undefined
): Promise<string | undefined> {
  const kept = await connection.run(sessionOfScript, { signal, timeoutMs: 20_000 })
  const scriptsOwn = kept.stdout.toString('utf8').trim()
  if (scriptsOwn === sessionId) {
    const line = await runConnectScript(connection, signal)
    if (line?.sessionId === sessionId) return line.token
  }
  const token = randomBytes(24).toString('hex')
  const added = await connection.run(authenticatorScript, {
    ...{ args: [sessionId], stdin: Buffer.from(`${token}\n`), signal, timeoutMs: 20_000 }
  })
  return added.code === 0 ? token : undefined
}
