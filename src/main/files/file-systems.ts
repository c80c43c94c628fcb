/** Every place the program can reach, behind one port. */
import { Failure } from '@domain/failure'
import type { FileSystem, FileSystems, OwnFileSystem } from '@domain/files/file-system'
import type { SiteAccess } from '../site-access'
import type { Connection, Sftp } from '../ssh/types'
import { createLocalFileSystem } from './local-file-system'
import { createSiteFileSystem } from './site-file-system'

const noBuckets: FileSystems['s3'] = () => Promise.reject(new Failure('unsupported', 'There are no buckets here.'))

export interface FileSystemsParts {
  readonly access: SiteAccess
  /** Where relative paths of this computer start. */
  readonly homeFolder: string
  /** Opens a bucket account; unset: there are no buckets here. */
  readonly s3?: FileSystems['s3']
}

export function createFileSystems({ access, homeFolder, s3 = noBuckets }: FileSystemsParts): FileSystems {
  const homes = new WeakMap<Connection, string>()
  const shared = new WeakMap<Sftp, OwnFileSystem>()

  async function onto(site: string, connection: Connection, sftp: Sftp, signal: AbortSignal | undefined) {
    const home = homes.get(connection) ?? (await sftp.realpath('.', { signal }))
    homes.set(connection, home)
    return createSiteFileSystem({ site, connection, sftp, home })
  }

  return {
    local: createLocalFileSystem(homeFolder),
    async site(site, signal): Promise<FileSystem> {
      const connection = await access.connection(site, { role: 'transfer' }, signal)
      const sftp = await connection.sftp({ signal })
      const files = shared.get(sftp) ?? (await onto(site, connection, sftp, signal))
      shared.set(sftp, files)
      // Two sites may share one connection; each is to be called by its own name.
      return files.label === site ? files : onto(site, connection, sftp, signal)
    },
    s3,
    async openSite(site, signal) {
      const connection = await access.connection(site, { role: 'transfer' }, signal)
      const sftp = await connection.openSftp({ signal })
      try {
        return await onto(site, connection, sftp, signal)
      } catch (thrown) {
        sftp.close()
        throw thrown
      }
    }
  }
}
