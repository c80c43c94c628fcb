import { execFile } from 'node:child_process'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Preview } from '@contract/previews'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createFileSystems } from '../../../../src/main/files/file-systems'
import { createPreviews, type Previews } from '../../../../src/main/files/previews/previews'
import { madeMrc } from '../../../domain/previews/made-files'
import { openSlowLink, type SlowLink } from '../../../e2e/slow-link'
import { describeFacility } from '../../../facility/describe-facility'
import { ports, scratch } from '../../../facility/facility'
import { createRig, type Rig, targetAt } from '../../ssh/rig'

const run = promisify(execFile)

let rig: Rig
let link: SlowLink
let far: string
/** Bytes that were asked of the site's files, counted beside the previews. */
let asked: number

beforeEach(async () => {
  far = await scratch()
  asked = 0
  link = await openSlowLink(ports.facility, 1e9)
  rig = await createRig(prompt =>
    prompt.kind === 'host-key' ? { kind: 'host-key', accept: true } : { kind: 'declined' }
  )
})
afterEach(async () => {
  await rig.close()
  await link.close()
  await fs.rm(far, { recursive: true, force: true, maxRetries: 5 })
})

/** The files of the site, of which each read is counted. */
function counted(files: FileSystem): FileSystem {
  const openRead: FileSystem['openRead'] = async (path, signal) => {
    const handle = await files.openRead(path, signal)
    return {
      ...handle,
      read: async (offset, length, inner) => {
        const bytes = await handle.read(offset, length, inner)
        asked += bytes.length
        return bytes
      }
    }
  }
  return new Proxy(files, { get: (target, name) => (name === 'openRead' ? openRead : Reflect.get(target, name)) })
}

function previewsThere(): Previews {
  const target = targetAt(link.port)
  const access = { connection: () => rig.connections.acquire(target) }
  const places: FileSystems = createFileSystems({ access, homeFolder: rig.folder })
  return createPreviews({ ...places, site: async (site, signal) => counted(await places.site(site, signal)) })
}

const look = (
  previews: Previews,
  name: string,
  wish: { spectrum?: boolean; section?: number } = {}
): Promise<Preview> =>
  previews.look({ kind: 'site', site: 'far', path: `${far}/${name}` }, { spectrum: false, ...wish }, undefined)

describeFacility('A quick look over SFTP', 'ssh', () => {
  it('reads at most a tenth of a 64 MiB micrograph, for its picture and for its spectrum', async () => {
    const bytes = madeMrc({ columns: 4096, rows: 4096, pixelSize: 0.73, value: (x, y) => Math.cos(x / 3) + (y % 7) })
    await fs.writeFile(`${far}/m.mrc`, bytes)
    const previews = previewsThere()
    // The login itself and what a look costs beside the file are not the file's.
    await fs.writeFile(`${far}/empty.txt`, '')
    await look(previews, 'empty.txt')
    for (const spectrum of [false, true]) {
      const [before, wire] = [asked, link.bytes.down]
      const preview = await look(previews, 'm.mrc', { spectrum })
      expect(preview.content).toMatchObject({
        type: 'picture',
        of: spectrum ? 'spectrum' : 'image',
        pixelSizeAngstrom: expect.closeTo(0.73, 4)
      })
      expect(preview.bytesRead).toBe(asked - before)
      expect(asked - before).toBeLessThanOrEqual(bytes.length / 10)
      expect(link.bytes.down - wire).toBeLessThanOrEqual(bytes.length / 10)
    }
    const before = asked
    expect((await look(previews, 'm.mrc')).bytesRead).toBe(0)
    expect(asked).toBe(before)
  })

  it('shows TIFF movies as RELION writes them', async context => {
    const here = await run('bash', ['-lc', 'command -v relion_convert_to_tiff']).catch(() => null)
    if (here === null) context.skip('relion is not installed')
    const value = (x: number, y: number, z: number): number => (x * 3 + y * 7 + z * 11) % 90
    const movie = madeMrc({ columns: 200, rows: 150, sections: 3, pixelSize: 1.1, value })
    await fs.writeFile(`${far}/m.mrc`, movie)
    const previews = previewsThere()
    const plain = await look(previews, 'm.mrc', { section: 2 })
    for (const compression of ['none', 'lzw', 'deflate']) {
      const folder = await fs.mkdtemp(join(rig.folder, 'tiff-'))
      const args = ['--i', `${far}/m.mrc`, '--o', `${folder}/`, '--compression', compression]
      await run('relion_convert_to_tiff', args, { cwd: folder, timeout: 60_000 })
      const [name = ''] = (await fs.readdir(folder, { recursive: true })).filter(one => /\.tiff?$/.test(one))
      await fs.copyFile(join(folder, name), `${far}/${compression}.tif`)
      const preview = await look(previews, `${compression}.tif`, { section: 2 })
      expect(preview.facts).toContainEqual({ name: 'Pages', value: '3' })
      // RELION turns the rows round, since TIFF counts them from above.
      expect(preview.content, compression).toEqual({
        ...plain.content,
        pixelSizeAngstrom: expect.closeTo(1.1, 4),
        scaleBar: expect.objectContaining({ label: '5 nm' })
      })
    }
  })

  it('names the file and the reason where a header lies, and ends when it is given up', async () => {
    const whole = madeMrc({ columns: 2048, rows: 2048, value: x => x })
    await fs.writeFile(`${far}/cut.mrc`, whole.subarray(0, whole.length - 1))
    await fs.writeFile(`${far}/whole.mrc`, whole)
    const previews = previewsThere()
    await expect(look(previews, 'cut.mrc')).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(`${far}/cut.mrc`)
    })
    await expect(look(previews, 'none.mrc')).rejects.toMatchObject({ code: 'not-found' })
    const stop = new AbortController()
    link.freeze()
    const given = previews.look(
      { kind: 'site', site: 'far', path: `${far}/whole.mrc` },
      { spectrum: false },
      stop.signal
    )
    stop.abort()
    await expect(given).rejects.toThrow()
    link.thaw()
    expect((await look(previews, 'whole.mrc')).content.type).toBe('picture')
  })

  it('shows the newest pictures of a folder', async () => {
    for (const at of [1, 2, 3, 4, 5])
      await fs.writeFile(`${far}/m${at}.mrc`, madeMrc({ columns: 64, rows: 64, value: x => x * at }))
    const montage = await previewsThere().newest(
      { kind: 'site', site: 'far', path: far },
      { most: 4, size: 64 },
      undefined
    )
    expect([montage.total, montage.pictures.length]).toEqual([5, 4])
    expect(montage.pictures.every(({ png }) => png !== null)).toBe(true)
  })
})
