/** `resources.json` as text: people edit it by hand, so errors name the line, the field and what is wanted there. */
import { type ResourcesFile, resourcesFileSchema } from '@contract/resources'
import { Failure } from '@domain/failure'
import type { z } from 'zod'
import { jsonErrorOffset } from '../sites/json-syntax'
import { isZone } from './zone'

/** Newest version of the file. A version 2 adds its migration here, before the schema is applied. */
const newestVersion = 1

/** So many mistakes are told at once. */
const mostTold = 5

export interface ReadResources {
  readonly file: ResourcesFile
  /** Fields that mean nothing, most likely misspelt: `resources[0].rules.mostMinute`. */
  readonly unknown: readonly string[]
}

const fieldName = (path: readonly PropertyKey[]): string =>
  path.map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at > 0 ? '.' : ''}${String(part)}`)).join('')

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const offset = jsonErrorOffset(text) ?? text.length
    const before = text.slice(0, offset).split('\n')
    const [line, column] = [before.length, (before.at(-1) ?? '').length + 1]
    const ends = text.slice(offset).trim() === ''
    const where = ends ? `it ends too early, in line ${line}, column ${column}` : `line ${line}, column ${column}`
    throw new Failure('corrupt', `${source} is not valid JSON: ${where}.`, {
      cause,
      hint: ends
        ? 'Somebody is writing it at this moment, or did not come to the end. Nothing can be booked until it is whole.'
        : `Look there, and at the end of the line before: a comma, quote or bracket is missing or too many.`
    })
  }
}

/** What zod says, with the field before it. */
function told(issue: z.core.$ZodIssue): string {
  return `${fieldName(issue.path) || 'the whole file'}: ${issue.message}`
}

const doubled = (names: readonly string[]): string[] => names.filter((name, at) => names.indexOf(name) !== at)

/** What no schema can say. */
function contradictions(file: ResourcesFile): string[] {
  const names = file.resources.map(({ name }) => name)
  return [
    ...(isZone(file.timeZone) ? [] : [`timeZone: ${file.timeZone} is no time zone, for instance Europe/Berlin`]),
    ...doubled(names).map(name => `resources: two are called ${name}`),
    ...doubled(file.people.map(({ user }) => user)).map(user => `people: ${user} stands there twice`),
    ...file.resources.flatMap(({ name, linked, rules }, at) => {
      const { leastMinutes: least = 0, mostMinutes: most = Number.POSITIVE_INFINITY } = rules
      return [
        ...linked
          .filter(other => other === name || !names.includes(other))
          .map(other => `resources[${at}].linked: ${other} is no other resource`),
        ...(least > most ? [`resources[${at}].rules: leastMinutes is more than mostMinutes`] : [])
      ]
    })
  ]
}

/** Fields of `raw` that reading it left out. */
function leftOut(raw: unknown, read: unknown, path: readonly PropertyKey[]): string[] {
  if (typeof raw !== 'object' || raw === null || typeof read !== 'object' || read === null) return []
  const known = new Map<string, unknown>(Object.entries(read))
  return Object.entries(raw).flatMap(([key, value]) => {
    const here = [...path, Array.isArray(raw) ? Number(key) : key]
    return known.has(key) ? leftOut(value, known.get(key), here) : [fieldName(here)]
  })
}

/**
 * `corrupt` for bad JSON (with line and column), wrong fields and contradictions; `unsupported` for a newer version.
 * `source` is what the error calls the file.
 */
export function parseResources(bytes: string, source: string): ReadResources {
  // A byte order mark is what some editors leave at the beginning; it is no part of the JSON.
  const raw = parseJson(bytes.replace(/^\uFEFF/, ''), source)
  const version = typeof raw === 'object' && raw !== null && 'version' in raw ? raw.version : undefined
  if (typeof version === 'number' && version > newestVersion)
    throw new Failure(
      'unsupported',
      `${source} has version ${version}; this Farscope reads version ${newestVersion}.`,
      { hint: 'Install a newer Farscope.' }
    )
  const parsed = resourcesFileSchema.safeParse(raw)
  const mistakes = parsed.success ? contradictions(parsed.data) : parsed.error.issues.map(told)
  if (parsed.success && mistakes.length === 0) return { file: parsed.data, unknown: leftOut(raw, parsed.data, []) }
  const more = mistakes.length > mostTold ? `; and ${mistakes.length - mostTold} more` : ''
  throw new Failure('corrupt', `${source} is not as it must be: ${mistakes.slice(0, mostTold).join('; ')}${more}.`, {
    hint: 'Correct the named fields; docs/resources.schema.json describes them.'
  })
}

/** The stored form: readable, with a last newline. */
export const formatResources = (file: ResourcesFile): string => `${JSON.stringify(file, null, 2)}\n`
