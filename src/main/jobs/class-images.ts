/** Pictures of a job's classes: sections of its stack or maps, read by range and made small here. */
import type { ClassImages } from '@contract/job-progress'
import { eachAtOnce } from '@domain/each-at-once'
import { Failure } from '@domain/failure'
import { type MrcHeader, mrcHeaderBytes, readMrcHeader, sectionBytes } from '@domain/mrc/header'
import { type GreyPicture, greyPicture } from '@domain/mrc/section'
import { modelName } from '@domain/relion/progress'
import { greyPng } from '../grey-png'
import type { SiteAccess } from '../site-access'
import type { Connection } from '../ssh/types'
import type { ReadProgress } from './progress'
import { readRange } from './progress-files'

type Signal = AbortSignal | undefined

/** Pixels of the longer side of a picture. */
const longest = 160
/** Bytes of sections that are in memory at a time; the biggest that is shown has as many and stands alone. */
const mostBytes = 64 * 1024 * 1024

/** See contract/job-progress. `corrupt` for a file that says it holds more than it does. */
export type ReadClassImages = (site: string, id: string, most: number, signal: Signal) => Promise<ClassImages>

/** One class of the model: which section of which file. Section null: the middle one of a map. */
interface Wanted {
  readonly number: number
  readonly path: string
  readonly section: number | null
  readonly share: number | null
  readonly resolutionAngstrom: number | null
}

/** `000001@Class2D/job003/run_it003_classes.mrcs` or `Class3D/job004/run_it003_class001.mrc`, in the job's own folder. */
function wantedOf(image: string, at: number, folder: string): Pick<Wanted, 'number' | 'path' | 'section'> {
  const stack = /^(\d+)@(.+)$/.exec(image)
  const file = (stack?.[2] ?? image).replace(/^.*\//, '')
  return { number: at + 1, path: `${folder}/${file}`, section: stack ? Number(stack[1]) - 1 : null }
}

export function createReadClassImages(access: SiteAccess, progress: ReadProgress): ReadClassImages {
  async function headerOf(connection: Connection, path: string, signal: Signal): Promise<MrcHeader> {
    const sftp = await connection.sftp({ signal })
    const { size } = await sftp.stat(path, { signal })
    return readMrcHeader(await readRange(connection, path, 0, mrcHeaderBytes, signal), size, path)
  }

  async function picture(
    connection: Connection,
    header: MrcHeader,
    { path, section }: Wanted,
    signal: Signal
  ): Promise<GreyPicture> {
    const number = section ?? Math.floor(header.sections / 2)
    const bytes = sectionBytes(header)
    if (number < 0 || number >= header.sections)
      throw new Failure(
        'corrupt',
        `${path} cannot be shown: it has ${header.sections} pictures, and no number ${number + 1}.`
      )
    const data = await readRange(connection, path, header.offset + number * bytes, bytes, signal)
    if (data.length < bytes)
      throw new Failure('corrupt', `${path} cannot be shown: it ends in the middle of a picture.`)
    return greyPicture(data, header, longest)
  }

  /** What cryoSPARC's stack holds is not told beside it, so its classes come in its own order. */
  async function sectionsOf(connection: Connection, path: string, signal: Signal): Promise<Wanted[]> {
    const { sections } = await headerOf(connection, path, signal)
    return Array.from({ length: Math.min(sections, 1000) }, (_, section) => ({
      ...{ number: section + 1, path, section, share: null, resolutionAngstrom: null }
    }))
  }

  return async (site, id, most, signal) => {
    const found = await progress(site, id, signal)
    const { model, folder, classes } = found
    if (model === null)
      throw new Failure('not-found', `Job ${id} of ${site} has no classes yet.`, {
        hint: 'They are there when its first iteration has ended.'
      })
    const connection = await access.connection(site, { role: 'login' }, signal)
    const all: Wanted[] =
      found.program === 'RELION'
        ? classes
            .map((one, at) => ({ ...wantedOf(one.image, at, folder), ...one }))
            .sort((a, b) => (b.share ?? 0) - (a.share ?? 0))
        : await sectionsOf(connection, `${folder}/${model}`, signal)
    const headers = new Map<string, MrcHeader>()
    for (const path of new Set(all.slice(0, most).map(wanted => wanted.path)))
      headers.set(path, await headerOf(connection, path, signal))
    const largest = Math.max(1, ...[...headers.values()].map(sectionBytes))
    const width = Math.max(1, Math.min(8, Math.floor(mostBytes / largest)))
    const shown = await eachAtOnce(all.slice(0, most), width, async wanted => {
      const header = headers.get(wanted.path)
      if (!header) throw new Failure('internal', `${wanted.path} has no header.`)
      const made = await picture(connection, header, wanted, signal)
      return { wanted, picture: made, png: (await greyPng(made)).toString('base64') }
    })
    return {
      model,
      iteration: modelName(model)?.iteration ?? found.iteration,
      width: shown[0]?.picture.width ?? 0,
      height: shown[0]?.picture.height ?? 0,
      images: shown.map(({ wanted: { number, share, resolutionAngstrom }, png }) => ({
        ...{ number, share, resolutionAngstrom, png }
      })),
      total: all.length
    }
  }
}
