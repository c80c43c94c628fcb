/** The line that ParallelCluster's connect script prints (aws-parallelcluster, cli/src/pcluster/cli/commands/dcv_connect.py). */

export interface PclusterSession {
  readonly port: number
  readonly sessionId: string
  /** A secret: logs in once, within 30 seconds. */
  readonly token: string
}

export function parsePclusterLine(text: string): PclusterSession | undefined {
  const match =
    /PclusterDcvServerPort=(\d{1,5}) PclusterDcvSessionId=(\w+) PclusterDcvSessionToken=([\w-]+)/.exec(text) ?? []
  const [, port, sessionId, token] = match
  return port && sessionId && token && Number(port) <= 65535 ? { port: Number(port), sessionId, token } : undefined
}
