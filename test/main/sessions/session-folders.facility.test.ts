/** The folders of sessions on a real server, by several accounts one after the other. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { FileSystem } from '../../../src/domain/files/file-system'
import type { SessionFolders } from '../../../src/domain/sessions/session-folder'
import { makeSessionFolders } from '../../../src/main/sessions/session-folders'
import { describeFacility } from '../../facility/describe-facility'
import { createSiteRig, type SiteRig } from '../bookings/site-rig'

let site: SiteRig
let first: FileSystem
let second: FileSystem

beforeEach(async () => {
  site = await createSiteRig()
  await site.openToAll('cryo')
  first = (await site.reach('tcshell')).files
  second = (await site.reach('fishy')).files
})
afterEach(() => site.end())

const make = async (files: FileSystem, title: string, access: SessionFolders['access']): Promise<string> => {
  const folder = `${site.root}/krios1/2026/${title}`
  await makeSessionFolders(
    files,
    { folder, inside: [`${folder}/gain`], movies: null, access },
    () => undefined,
    undefined
  )
  return folder
}

describeFacility('Session folders at a site', 'ssh', () => {
  it('of the second user stand beside those of the first, who made the folders above', async () => {
    const own = await make(first, 'grid-1', 'private')
    const other = await make(second, 'grid-2', undefined)
    for (const parent of ['krios1', 'krios1/2026'])
      expect(((await second.stat(`${site.root}/${parent}`)).mode & 0o1777).toString(8)).toBe('1777')
    expect((await second.stat(`${other}/gain`)).type).toBe('directory')
    expect(((await first.stat(own)).mode & 0o777).toString(8)).toBe('700')
    // What is private is that, and nobody takes away what is another's.
    await expect(second.stat(`${own}/gain`)).rejects.toMatchObject({ code: 'permission' })
    await expect(second.removeDirectory(own)).rejects.toMatchObject({ code: 'permission' })
  })

  it('that cannot be made name the folder and whose it is', async () => {
    await first.makeDirectory(`${site.root}/krios1`)
    await expect(make(second, 'grid-2', undefined)).rejects.toMatchObject({
      code: 'permission',
      message: expect.stringContaining(`${site.root}/krios1`),
      hint: 'Ask its owner tcshell, or the facility, to let its group write there.'
    })
  })
})
