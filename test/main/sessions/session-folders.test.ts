import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import type { SessionFolders } from '@domain/sessions/session-folder'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileSystems } from '../../../src/main/files/file-systems'
import { makeSessionFolders } from '../../../src/main/sessions/session-folders'

let root: string
let files: FileSystem
const umask = process.umask(0o022)
process.umask(umask)

beforeEach(() => {
  process.umask(0o022)
  root = mkdtempSync(join(tmpdir(), 'farscope-folders-'))
  const access = { connection: () => Promise.reject(new Failure('unknown-site', 'No sites here.')) }
  files = createFileSystems({ access, homeFolder: root }).local
})
afterEach(() => {
  process.umask(umask)
  rmSync(root, { recursive: true })
})

const mode = (path: string): string => (statSync(join(root, path)).mode & 0o7777).toString(8)

const make = async (known: Partial<SessionFolders> = {}, at: FileSystem = files): Promise<string[]> => {
  const folder = `${root}/em/krios1/2026/grid`
  const made: string[] = []
  const wish = { folder, inside: [`${folder}/gain`], movies: `${folder}/raw/movies`, access: undefined, ...known }
  await makeSessionFolders(at, wish, path => made.push(path.slice(root.length)), undefined)
  return made
}

function shared(bits: number): void {
  mkdirSync(join(root, 'em'))
  chmodSync(join(root, 'em'), bits)
}

describe('the folders of a session', () => {
  it('stand in folders that let the next one’s in, as the facility’s own does', async () => {
    shared(0o3775)
    expect(await make()).toEqual([
      ...['/em/krios1', '/em/krios1/2026', '/em/krios1/2026/grid', '/em/krios1/2026/grid/gain'],
      ...['/em/krios1/2026/grid/raw', '/em/krios1/2026/grid/raw/movies']
    ])
    expect([mode('em/krios1'), mode('em/krios1/2026')]).toEqual(['3775', '3775'])
    // Nobody said who may use the session's own: it is as the server makes folders.
    expect((Number.parseInt(mode('em/krios1/2026/grid'), 8) & 0o777).toString(8)).toBe('755')
    // What was there before is nobody's to change.
    expect(mode('em')).toBe('3775')
  })

  it('are the operator’s alone, or the group’s, where the facility says so', async () => {
    shared(0o2770)
    await make({ access: 'group' })
    for (const path of ['grid', 'grid/gain', 'grid/raw', 'grid/raw/movies'])
      expect(mode(`em/krios1/2026/${path}`)).toBe('2770')
    const folder = `${root}/em/krios1/2026/other`
    await make({ access: 'private', folder, inside: [`${folder}/gain`], movies: null })
    for (const path of ['other', 'other/gain'])
      expect((Number.parseInt(mode(`em/krios1/2026/${path}`), 8) & 0o777).toString(8)).toBe('700')
    expect(mode('em/krios1/2026')).toBe('2770')
  })

  it('leave a folder that is there as it is', async () => {
    shared(0o3775)
    mkdirSync(join(root, 'em/krios1'))
    const before = mode('em/krios1')
    expect(await make()).not.toContain('/em/krios1')
    expect(mode('em/krios1')).toBe(before)
  })

  it('are made also where permissions cannot be set', async () => {
    shared(0o3775)
    const refused = async () => Promise.reject(new Failure('unsupported', 'No permissions here.'))
    expect(await make({}, { ...files, setAttributes: refused })).toHaveLength(6)
  })

  it('name the folder that lets nobody in', async () => {
    shared(0o3775)
    const refused = async (path: string) => Promise.reject(new Failure('permission', `No folder ${path}.`))
    await expect(make({}, { ...files, makeDirectory: refused })).rejects.toMatchObject({
      code: 'permission',
      message: expect.stringContaining(`No folder can be made in ${root}/em/krios1/2026`),
      hint: expect.stringContaining('to let its group write there')
    })
  })
})
