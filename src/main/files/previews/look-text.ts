/** A look at texts and tables. */

import type { Preview } from '@contract/previews'
import type { ByteSource } from '@domain/previews/byte-source'
import { formatHeadBytes } from '@domain/previews/format'
import { delimitedTable, type PreviewTable, starTables, tableBytes } from '@domain/previews/tables'
import { decodeText, indentedJson, readTextEnds } from '@domain/previews/text-ends'
import type { LookedAt } from './looked-at'

/** Bytes of JSON that are put in order; longer ones are shown as they are. */
const jsonBytes = 1024 * 1024
/** The first bytes; of a short file they were read already. */
const beginning = (source: ByteSource, length: number): Promise<Uint8Array> =>
  length <= formatHeadBytes ? source.readNear(0, length) : source.read(0, length)

/** Letters of what comes of it, at most. */
const mostLetters = 2 * 1024 * 1024

export async function lookAtText(source: ByteSource): Promise<LookedAt> {
  const ends = await readTextEnds(source)
  return { kind: 'Text', facts: [], content: { type: 'text', ...ends } }
}

export async function lookAtJson(source: ByteSource): Promise<LookedAt> {
  const text = source.size <= jsonBytes ? decodeText(await beginning(source, source.size)) : ''
  const indented = indentedJson(text, mostLetters)
  if (indented === null) return { ...(await lookAtText(source)), kind: 'JSON' }
  return { kind: 'JSON', facts: [], content: { type: 'text', head: indented, tail: '', skippedBytes: 0 } }
}

export async function lookAtStar(source: ByteSource): Promise<LookedAt> {
  const text = decodeText(await beginning(source, Math.min(source.size, tableBytes)))
  const tables = starTables(text, source.size <= tableBytes)
  if (tables.length === 0) return { ...(await lookAtText(source)), kind: 'STAR without tables' }
  return { kind: 'STAR', facts: tables.map(tableFact), content: tablesContent(tables) }
}

export async function lookAtDelimited(source: ByteSource, name: string): Promise<LookedAt> {
  const text = decodeText(await beginning(source, Math.min(source.size, tableBytes)))
  const table = delimitedTable(text, name, source.size <= tableBytes)
  return { kind: 'CSV', facts: [tableFact(table)], content: tablesContent([table]) }
}

const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`

const tableFact = ({ name, rows, columns, cut }: PreviewTable) => ({
  name,
  value: `${cut ? 'more than ' : ''}${counted(rows.length, 'row')}, ${counted(columns.length, 'column')}`
})

const tablesContent = (tables: readonly PreviewTable[]): Preview['content'] => ({
  type: 'tables',
  tables: tables.map(({ name, columns, rows, cut }) => ({
    ...{ name, cut, columns: [...columns] },
    rows: rows.map(row => [...row])
  }))
})
