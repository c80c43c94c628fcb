/** `farscope job classes`. */
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClassImages } from '@contract/job-progress'
import { contactSheet } from '@domain/mrc/contact-sheet'
import { decode } from 'fast-png'
import { greyPng } from '../../grey-png'
import type { CommandRun } from '../command'
import { jobIds } from '../job-ids'
import { localFileFailure } from '../local-file-failure'
import { safeText, table } from '../text'

function classesText({ model, iteration, images, total }: ClassImages): string {
  const rest = total > images.length ? `${total - images.length} more are not shown.\n` : ''
  const rows = table(images, [
    { title: 'CLASS', right: true, cell: one => String(one.number) },
    { title: 'SHARE', right: true, cell: one => (one.share === null ? '-' : `${(one.share * 100).toFixed(1)} %`) },
    { title: 'RESOLUTION', right: true, cell: one => one.resolutionAngstrom?.toFixed(2).concat(' Å') ?? '-' }
  ])
  return `${safeText(model)}${iteration === null ? '' : `, iteration ${iteration}`}\n${rows}${rest}`
}

/** One file a class in a folder, largest share first; in a file that ends in `.png` all in one. Returns the paths. */
async function writePictures(target: string, { images }: ClassImages): Promise<string[]> {
  const pngs = images.map(({ png }) => Buffer.from(png, 'base64'))
  const isFolder = await stat(target).then(
    found => found.isDirectory(),
    () => !target.toLowerCase().endsWith('.png')
  )
  if (!isFolder) {
    const sheet = contactSheet(
      pngs.map(png => {
        const { width, height, data } = decode(png)
        return { width, height, pixels: Uint8Array.from(data) }
      })
    )
    await writeFile(target, await greyPng(sheet))
    return [target]
  }
  await mkdir(target, { recursive: true })
  const paths: string[] = []
  for (const [at, { number }] of images.entries()) {
    const path = join(target, `class${String(number).padStart(3, '0')}.png`)
    await writeFile(path, pngs[at] ?? Buffer.alloc(0))
    paths.push(path)
  }
  return paths
}

export const jobClasses: CommandRun = async ({ args, signal, client, out }) => {
  const [id = ''] = jobIds([args.positional(1)])
  const most = args.whole('most', 1, 200) ?? 50
  const found = await (await client()).jobs.classImages({ site: args.positional(0), id, most }, { signal })
  const target = args.text('png')
  if (target === undefined) {
    await out.result(found, () => classesText(found))
    return 0
  }
  const paths = await writePictures(target, found).catch(thrown => {
    throw localFileFailure(target, thrown)
  })
  await out.result(
    { ...found, images: found.images.map(({ png: _, ...one }) => one), files: paths },
    () => `${classesText(found)}${paths.map(path => `Wrote ${safeText(path)}\n`).join('')}`
  )
  return 0
}
