/** `site check`: what each host of a site can do, seen by doing it. */
import type { Site, SiteCheck, SiteHost } from '@contract/sites'
import { Failure } from '@domain/failure'
import { hostProbeScript, readHostProbe } from '@domain/sites/host-probe'
import { effectiveRoles } from '@domain/sites/roles'
import type { AcquireContext, Connection, Connections, HostTarget } from '../ssh/types'

type HostCheck = SiteCheck['hosts'][number]

/** Milliseconds for dialling one host, and again for what is asked of it; waiting for a person is not counted. */
const hostLimitMs = 20_000

/** Output of the probe is some hundred bytes; a host that floods is cut off. */
const probeMaxBytes = 64 * 1024

async function checkSftp(connection: Connection, signal: AbortSignal): Promise<HostCheck['sftp']> {
  try {
    await (await connection.sftp({ signal })).realpath('.', { signal })
    return { ok: true }
  } catch (error) {
    return { ok: false, code: Failure.from(error).code }
  }
}

async function probe(
  connection: Connection,
  signal: AbortSignal
): Promise<Pick<HostCheck, 'shell' | 'checksums' | 'slurm'>> {
  try {
    const result = await connection.run(hostProbeScript, { signal, timeoutMs: hostLimitMs, maxBytes: probeMaxBytes })
    return readHostProbe(result.stdout.toString('utf8'))
  } catch {
    // An account without commands (internal-sftp, a restricted shell) has none of the three; ssh itself is fine.
    return { shell: null, checksums: [], slurm: null }
  }
}

async function checkHost(
  target: HostTarget,
  connections: Connections,
  context: AcquireContext
): Promise<Omit<HostCheck, 'host' | 'role'>> {
  const quick = { ...target, connectTimeoutSeconds: Math.min(target.connectTimeoutSeconds, hostLimitMs / 1000) }
  const connection = await connections.acquire(quick, context)
  const limit = AbortSignal.timeout(hostLimitMs)
  const signal = context.signal ? AbortSignal.any([context.signal, limit]) : limit
  const [roundTripMs, sftp, found] = await Promise.all([
    connection.ping({ signal }),
    checkSftp(connection, signal),
    probe(connection, signal)
  ])
  return { ssh: { ok: true, serverVersion: connection.serverVersion, roundTripMs }, sftp, ...found }
}

/** All hosts at a time; rejects only when the caller gives up (`cancelled`). */
export async function checkSite(
  site: Site,
  resolve: (host: SiteHost) => Promise<HostTarget>,
  connections: Connections,
  context: AcquireContext
): Promise<SiteCheck> {
  const check = async (host: SiteHost): Promise<HostCheck> => {
    const entry = { host: host.name, role: effectiveRoles(site, host) }
    try {
      return { ...entry, ...(await checkHost(await resolve(host), connections, context)) }
    } catch (error) {
      const { code, message } = Failure.from(error)
      if (context.signal?.aborted) throw error
      return {
        ...entry,
        ssh: { ok: false, code, message },
        sftp: { ok: false, code },
        slurm: null,
        checksums: [],
        shell: null
      }
    }
  }
  return { name: site.name, hosts: await Promise.all(site.hosts.map(check)) }
}
