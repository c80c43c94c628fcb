/** A store of bookings at the facility, to which several of its users come over SFTP. */
import { join } from 'node:path'
import type { FileSystem } from '../../../src/domain/files/file-system'
import { createFileSystems } from '../../../src/main/files/file-systems'
import { type FacilityUser, ports, scratch } from '../../facility/facility'
import { createRig, type Rig, targetAt } from '../ssh/rig'
import { type Client, createFolderRig, type FolderRig, type Reach } from './folder-rig'

export interface SiteRig {
  readonly rig: FolderRig
  readonly logins: readonly Rig[]
  /** Absolute, at the site; not made here. */
  readonly root: string
  reach(user: FacilityUser): Promise<Reach & { files: FileSystem }>
  client(user: FacilityUser): Promise<Client>
  /** Makes the folder, of a user's own, where all may write and none removes what is another's. */
  openToAll(user: FacilityUser): Promise<Reach & { files: FileSystem }>
  /** Of the files in a folder of the store. */
  names(files: FileSystem, folder: string): Promise<string[]>
  end(): Promise<void>
}

export async function createSiteRig(): Promise<SiteRig> {
  const rig = await createFolderRig()
  const logins: Rig[] = []
  const root = `${await scratch()}/store`

  const reach: SiteRig['reach'] = async user => {
    const login = await createRig()
    logins.push(login)
    const access = { connection: () => login.connections.acquire(targetAt(ports.facility, { user })) }
    const fileSystems = createFileSystems({ access, homeFolder: login.folder })
    return {
      store: { site: 'far', folder: root },
      fileSystems,
      access,
      files: await fileSystems.site('far', undefined)
    }
  }

  return {
    ...{ rig, logins, root, reach },
    client: async user => rig.client({ reach: await reach(user) }),
    async openToAll(user) {
      const way = await reach(user)
      await way.files.setAttributes(join(root, '..'), { mode: 0o755 })
      await way.files.makeDirectory(root)
      await way.files.setAttributes(root, { mode: 0o1777 })
      return way
    },
    async names(files, folder) {
      const found: string[] = []
      for await (const batch of files.readDirectory(join(root, folder))) found.push(...batch.map(({ name }) => name))
      return found.sort()
    },
    async end() {
      await rig.end()
      for (const login of logins) await login.close()
    }
  }
}
