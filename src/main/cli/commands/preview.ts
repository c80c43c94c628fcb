/** `farscope preview`. */
import { stat, writeFile } from 'node:fs/promises'
import type { Place } from '@contract/files'
import { type Montage, type Preview, type PreviewPicture, previewClip, previewSizes } from '@contract/previews'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { contactSheet } from '@domain/mrc/contact-sheet'
import { decode } from 'fast-png'
import type { FarscopeClient } from '../../client-type'
import { greyPng } from '../../grey-png'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { numberOption } from '../number-option'
import { parseAnyPlace } from '../place'
import type { PreviewDocument } from '../schema-documents'
import { siteNames } from '../site-names'
import { fields, safeText, sizeText, table } from '../text'
import { fromHere } from './copy'

export const preview: CommandRun = async context => {
  const { args, signal, out } = context
  const client = await context.client()
  const place = fromHere(parseAnyPlace(args.positional(0), await siteNames(client, signal)))
  if (args.has('newest')) return newest(context, client, place)
  const size = args.whole('size', previewSizes.least, previewSizes.most)
  const section = args.whole('section', 1, 1_000_000_000)
  const target = args.text('png')
  const clip = numberOption(args, 'clip', 0, previewClip.most)
  const some = { ...(size && { size }), ...(section && { section }), ...(clip !== undefined && { clip }) }
  const wish = { spectrum: args.has('fft'), ...some }
  const found = await client.previews.look({ place, drawScaleBar: target !== undefined, ...wish }, { signal })
  if (target !== undefined) await write(target, pngOf(found))
  const document = { ...withoutPictures(found), ...(target !== undefined && { file: target }) }
  await out.result(document, () => previewText(found, target))
  return 0
}

/** A picture of values as it was made, a PNG as it is. */
function pngOf({ path, kind, content }: Preview): Uint8Array {
  if (content.type === 'image' && content.mime === 'image/png') return Buffer.from(content.base64, 'base64')
  if (content.type !== 'picture')
    throw new Failure('unsupported', `${displayName(path)} (${kind}) has no picture to be written as PNG.`, {
      hint: content.type === 'image' ? 'farscope get fetches it as it is.' : 'Without --png it is told what it holds.'
    })
  return Buffer.from(content.png, 'base64')
}

async function write(target: string, bytes: Uint8Array): Promise<void> {
  if (await isFolder(target))
    throw new Failure('is-a-directory', `${target.toWellFormed()} is a folder.`, { hint: 'Name the PNG file.' })
  try {
    await writeFile(target, bytes)
  } catch (thrown) {
    const why = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
    const code = why === 'ENOENT' ? 'not-found' : why === 'ENOSPC' ? 'disk-full' : 'permission'
    throw new Failure(code, `${target.toWellFormed()} cannot be written: ${code.replaceAll('-', ' ')}.`, {
      cause: thrown
    })
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isDirectory(),
    () => false
  )

/** What is printed under --json: bytes of pictures are no document. */
function withoutPictures({ path, content, ...rest }: Preview): PreviewDocument {
  const document = { path: displayName(path), ...rest }
  if (content.type === 'picture') {
    const { png, ...about } = content
    return { ...document, content: about }
  }
  if (content.type !== 'image') return { ...document, content }
  const { base64, ...about } = content
  return { ...document, content: about }
}

function previewText(found: Preview, target: string | undefined): string {
  const { path, kind, size, bytesRead, facts, content } = found
  const head = `${safeText(path)}\n`
  const about = fields([
    ['Kind', kind],
    ['Size', sizeText(size)],
    ...facts.map(({ name, value }) => [name, value] as const),
    ...(content.type === 'picture' ? pictureFields(content) : []),
    ['Read', sizeText(bytesRead)]
  ])
  return `${head}${about}${contentText(content)}${target === undefined ? '' : `Wrote ${safeText(target)}\n`}`
}

function pictureFields({ section, sections, scaleBar, everyRow }: PreviewPicture): [string, string][] {
  return [
    ...(sections === 1 ? [] : [['Section', `${section} of ${sections ?? 'many'}`] satisfies [string, string]]),
    ...(scaleBar ? [['Scale bar', scaleBar.label] satisfies [string, string]] : []),
    ...(everyRow ? [] : [['Rows', 'some, evenly spread'] satisfies [string, string]])
  ]
}

/** Rows of a table, and lines of each end of a text, that a terminal shows. */
const mostRows = 20
const mostLines = 40

function contentText(content: Preview['content']): string {
  if (content.type === 'nothing') return `${safeText(content.why)}\n`
  if (content.type === 'tables')
    return content.tables
      .map(({ name, columns, rows }) => {
        const shown = columns.slice(0, 12).map((title, at) => ({
          title: safeText(title),
          cell: (row: readonly string[]) => row[at] ?? ''
        }))
        const rest = rows.length > mostRows ? `${rows.length - mostRows} more rows are not shown.\n` : ''
        return `\n${safeText(name)}\n${table(rows.slice(0, mostRows), shown)}${rest}`
      })
      .join('')
  if (content.type !== 'text') return ''
  const { head, tail, skippedBytes } = content
  const lines = (tail === '' ? head : tail).split('\n')
  const shown = tail === '' ? lines.slice(0, mostLines) : lines.slice(-mostLines)
  const left = tail === '' && lines.length > mostLines ? '…\n' : ''
  const gap = skippedBytes > 0 ? `… the end of it, after ${sizeText(skippedBytes)}:\n` : ''
  return `\n${gap}${shown.map(line => `${safeText(line)}\n`).join('')}${left}`
}

/** The newest pictures of a folder, in one. */
async function newest({ args, signal, out }: CommandContext, client: FarscopeClient, place: Place): Promise<number> {
  const most = args.whole('most', 1, 48) ?? 12
  const size = args.whole('size', previewSizes.least, 512) ?? 192
  const montage = await client.previews.newest({ place, most, size }, { signal })
  const target = args.text('png')
  const shown = montage.pictures.flatMap(({ png }) => (png === null ? [] : [Buffer.from(png, 'base64')]))
  if (target !== undefined) {
    if (shown.length === 0)
      throw new Failure('not-found', `${displayName(montage.path)} holds no picture that can be shown.`)
    const sheet = contactSheet(
      shown.map(png => {
        const { width, height, data } = decode(png)
        return { width, height, pixels: Uint8Array.from(data) }
      })
    )
    await write(target, await greyPng(sheet))
  }
  const document = {
    ...{ path: displayName(montage.path), total: montage.total, bytesRead: montage.bytesRead },
    pictures: montage.pictures.map(({ png, name, ...about }) => ({ name: displayName(name), ...about })),
    ...(target !== undefined && { file: target })
  }
  await out.result(document, () => montageText(montage, target))
  return 0
}

function montageText({ pictures, total }: Montage, target: string | undefined): string {
  const rows = table(pictures, [
    { title: 'NAME', cell: one => one.name },
    { title: 'SIZE', right: true, cell: one => sizeText(one.size) },
    { title: 'CHANGED', cell: one => one.mtime.replace(/\.\d+Z$/, 'Z') },
    { title: 'SHOWN', cell: one => (one.png === null ? one.why : `${one.width} x ${one.height}`) }
  ])
  const rest = total > pictures.length ? `${total - pictures.length} older ones are not shown.\n` : ''
  return `${rows}${rest}${target === undefined ? '' : `Wrote ${safeText(target)}\n`}`
}
