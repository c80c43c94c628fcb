/**
 * The tag files of a bag (RFC 8493) for what the ledger has: manifests of a payload that stays where it is. `fetch.txt`
 * says where each file can be fetched; beside a copy of the payload in `data/` the bag is complete.
 */
import type { Place } from '@contract/files'
import type { LedgerFile } from '@contract/ledger'
import { displayName, encodeName } from '../bytes-name'
import { Failure } from '../failure'
import { parseBucketPath } from '../files/bucket-path'
import { isWithin, parentPath } from '../files/path'
import { placeText, separatePlace } from './place-text'

/** Section 2.1.1. */
export const bagDeclaration = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'

/** Where the names of the payload begin: what all sources have in common. */
export interface PayloadRoot {
  add(source: Place): void
  /** `data/…` of a source that was added, still with its own characters. */
  pathOf(source: Place): string
}

export function createPayloadRoot(): PayloadRoot {
  const folders = new Map<string, string>()
  return {
    add(source) {
      const end = separatePlace(source)
      let folder = folders.get(end) ?? parentPath(source.path)
      while (!isWithin(source.path, folder)) folder = parentPath(folder)
      folders.set(end, folder)
    },
    pathOf(source) {
      const end = separatePlace(source)
      const folder = folders.get(end) ?? '/'
      const below = source.path.slice(folder.endsWith('/') ? folder.length : folder.length + 1)
      return folders.size > 1 ? `data/${end.replace(':', '-')}/${below}` : `data/${below}`
    }
  }
}

/** Of a path only CR, LF and `%` are encoded (section 2.1.3). */
const encodedPath = (path: string): string =>
  path.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** Null where its SHA-256 is not known. `unsupported` for a name that is not UTF-8: a tag file cannot hold it. */
export function manifestLine(file: LedgerFile, root: PayloadRoot): string | null {
  if (!file.source.path.isWellFormed())
    throw new Failure('unsupported', `A bag cannot hold ${displayName(file.source.path)}: its name is not UTF-8.`, {
      hint: 'Take the CSV report, which has the exact bytes.'
    })
  return file.sha256 === null ? null : `${file.sha256}  ${encodedPath(root.pathOf(file.source))}\n`
}

/** Empty where no verified copy can be named by a URL of another computer. */
export function fetchLine(file: LedgerFile, root: PayloadRoot): string {
  const urls = file.copies.filter(({ state }) => state === 'verified').map(({ place }) => urlOf(place))
  const url = urls.find(text => text !== null)
  return url ? `${url} ${file.size} ${encodedPath(root.pathOf(file.source))}\n` : ''
}

/** The name of a site stands for its host, as in ssh_config. A path of this computer means nothing elsewhere. */
function urlOf(place: Place): string | null {
  if (place.kind === 'local') return null
  if (place.kind === 'site') return `sftp://${place.site}${urlPath(place.path)}`
  const { bucket, key } = parseBucketPath(place.path)
  return `s3://${bucket}${urlPath(`/${key}`)}`
}

const urlPath = (path: string): string =>
  [...encodeName(path.startsWith('/') ? path : `/${path}`)]
    .map(byte => {
      const character = String.fromCharCode(byte)
      return /[A-Za-z0-9/._~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')

/** Section 2.2.2. `day`: YYYY-MM-DD. */
export function bagInfo(info: {
  readonly title: string
  readonly day: string
  readonly files: number
  readonly bytes: number
  readonly version: string
}): string {
  const description = info.title === '' ? [] : [`External-Description: ${oneLine(info.title)}`]
  return [
    `Bag-Software-Agent: Farscope ${info.version}`,
    `Bagging-Date: ${info.day}`,
    ...description,
    `Payload-Oxum: ${info.bytes}.${info.files}`,
    ''
  ].join('\n')
}

const oneLine = (text: string): string => displayName(text).replace(/\s+/g, ' ').trim()

/** What stands against a bag: files whose SHA-256 nobody computed. */
export function bagProblem(without: LedgerFile, count: number): Failure {
  const others = count > 1 ? ` and ${count - 1} more` : ''
  return new Failure('rule', `The SHA-256 of ${placeText(without.source)}${others} is not known yet.`, {
    hint: 'Verify them anew first (farscope ledger verify); the checksums are then computed.'
  })
}
