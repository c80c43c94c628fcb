/** Filters and pages of EC2's Describe calls. */
import { CallError, invalidValue } from './call-error'
import type { Filter, Query, Tag } from './query'

/** What each filter compares; more than one value: any of them may fit. */
export type Fields<Item> = Readonly<Record<string, (item: Item) => readonly (string | undefined)[]>>

/** `*` stands for any letters, `?` for one; letter case counts (EC2 user guide, "List and filter your resources"). */
function fits(pattern: string, value: string): boolean {
  const text = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]')
  return new RegExp(`^${text}$`).test(value)
}

/** All filters must hold, each by one of its values. An unknown filter is an error. */
export function filtered<Item>(
  items: readonly Item[],
  filters: readonly Filter[],
  fields: Fields<Item>,
  tagsOf?: (item: Item) => readonly Tag[]
): Item[] {
  const tests = filters.map(({ name, values }) => {
    const read = readerOf(name, fields, tagsOf)
    return (item: Item): boolean =>
      read(item).some(value => value !== undefined && values.some(pattern => fits(pattern, value)))
  })
  return items.filter(item => tests.every(test => test(item)))
}

function readerOf<Item>(
  name: string,
  fields: Fields<Item>,
  tagsOf: ((item: Item) => readonly Tag[]) | undefined
): (item: Item) => readonly (string | undefined)[] {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (field) return field
  if (tagsOf && name === 'tag-key') return item => tagsOf(item).map(({ key }) => key)
  if (tagsOf && name.startsWith('tag:'))
    return item => tagsOf(item).flatMap(({ key, value }) => (key === name.slice(4) ? [value] : []))
  throw invalidValue(`The filter '${name}' is invalid`)
}

/** Limits of MaxResults: most calls take 5 to 1000. */
export interface PageLimits {
  readonly least?: number
  readonly most?: number
  /** What cannot be asked for page by page: `['InstanceId']`. */
  readonly notWith?: readonly string[]
}

/** One page; without MaxResults all (at most `most`). */
export function paged<Item>(
  items: readonly Item[],
  query: Query,
  { least = 5, most = 1000, notWith = [] }: PageLimits = {}
): { items: Item[]; nextToken: string | undefined } {
  const wanted = query.whole('MaxResults')
  if (wanted !== undefined && (wanted < least || wanted > most))
    throw invalidValue(
      `Value ( ${wanted} ) for parameter maxResults is invalid. Expecting a value between ${least} and ${most}.`
    )
  const beside = notWith.find(name => query.list(name).length > 0)
  if (wanted !== undefined && beside !== undefined)
    throw new CallError(
      'InvalidParameterCombination',
      `The parameter ${beside} cannot be used with the parameter maxResults`
    )
  const from = offsetOf(query.text('NextToken'))
  const to = from + (wanted ?? most)
  return { items: items.slice(from, to), nextToken: to < items.length ? tokenOf(to) : undefined }
}

const tokenOf = (offset: number): string => Buffer.from(`from ${offset}`).toString('base64')

function offsetOf(token: string | undefined): number {
  if (token === undefined || token === '') return 0
  const [, offset] = /^from (\d+)$/.exec(Buffer.from(token, 'base64').toString()) ?? []
  if (offset === undefined) throw invalidValue(`Value ( ${token} ) for parameter nextToken is invalid.`)
  return Number(offset)
}
