/** Asks a host on which disks its folders lie, by a script of sh. */
import { hostname } from 'node:os'
import { type Disk, disksScript, type HostIdentity, parseDisks } from '@domain/ledger/disks'
import type { SiteAccess } from '../site-access'
import type { Connection } from '../ssh/types'
import type { LedgerEnds } from './ends'
import { isThisComputer, ownHost } from './this-computer'

type Run = (
  script: string,
  options: { readonly args: readonly string[]; readonly signal: AbortSignal }
) => Promise<{ readonly stdout: Uint8Array }>

/**
 * `runHere`: scripts of sh on this computer; unset: it has no sh (Windows). `isMakeBelieve`: the site plays a computer
 * of its own inside this engine, so that it counts as one.
 */
export function createDiskAsker(
  access: Pick<SiteAccess, 'connection'>,
  runHere: Run | undefined,
  isMakeBelieve: (site: string) => Promise<boolean>
): NonNullable<LedgerEnds['disksOf']> {
  return async (place, folders, signal) => {
    if (place.kind === 'local') {
      if (!runHere) return new Map<number, Disk>()
      const { stdout } = await runHere(disksScript, { args: folders, signal })
      return parseDisks(stdout, null, [hostname()])
    }
    if (place.kind === 's3') return new Map<number, Disk>()
    const connection = await access.connection(place.site, { role: 'transfer' }, signal, { automatic: true })
    if (/windows/i.test(connection.serverVersion)) return new Map<number, Disk>()
    const { stdout } = await connection.run(disksScript, { args: folders, signal })
    const here = (await isMakeBelieve(place.site)) ? 'two' : await isThisComputer(connection, await ownHost(), signal)
    return parseDisks(stdout, identityOf(connection, here), [connection.target.host])
  }
}

function identityOf({ hostKey, target }: Connection, here: HostIdentity['here']): HostIdentity {
  return { keyType: hostKey.keyType, fingerprint: hostKey.fingerprint, port: target.port, here }
}
