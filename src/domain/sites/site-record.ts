/** Site records as text: reading what people edit and share, with errors that name the file and the place in it. */
import {
  type DisplaySources,
  type FacilityFile,
  facilityFileSchema,
  type Site,
  type SiteHost,
  siteSchema
} from '@contract/sites'
import type { z } from 'zod'
import { Failure } from '../failure'
import { jsonErrorLine } from './json-syntax'
import { siteProblem } from './site-rules'

/** Newest version of both records. A version 2 adds its migration here, before the schema is applied. */
const newestVersion = 1

const issuePath = (path: readonly PropertyKey[]): string =>
  path.map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at > 0 ? '.' : ''}${String(part)}`)).join('')

function parseJson(text: string, source: string): unknown {
  try {
    // A byte order mark is what some editors leave at the beginning; it is no part of the JSON.
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    const line = jsonErrorLine(text.replace(/^\uFEFF/, '')) ?? 1
    throw new Failure('corrupt', `${source} is not valid JSON: mistake in line ${line}.`, {
      cause,
      hint: `Look at line ${line} of it, and at the end of the line before: a comma, quote or bracket is missing or too many.`
    })
  }
}

function parseRecord<S extends z.ZodType>(schema: S, text: string, source: string): z.output<S> {
  const value = parseJson(text, source)
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined
  if (typeof version === 'number' && version > newestVersion)
    throw new Failure(
      'unsupported',
      `${source} has version ${version}; this Farscope reads version ${newestVersion}.`,
      {
        hint: 'Install a newer Farscope, or ask for the file in the older version.'
      }
    )
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map(issue => `${issuePath(issue.path) || 'the whole'}: ${issue.message}`)
  throw new Failure('corrupt', `${source} is not as it must be: ${issues.join('; ')}.`, {
    cause: parsed.error,
    hint: 'Correct the named fields; docs/facility.schema.json describes them.'
  })
}

/**
 * Reads `sites/NAME.json`. `corrupt` for bad JSON (with its line), wrong fields and broken rules, `unsupported` for a
 * newer version. `source` is what the error calls the file.
 */
export function parseSite(text: string, source: string): Site {
  const site = parseRecord(siteSchema, text, source)
  const problem = siteProblem(site)
  if (problem) throw new Failure('corrupt', `${source}: ${problem}`, { hint: 'Correct it or remove the file.' })
  return site
}

/** The stored form: readable, with a last newline. */
export function formatSite(site: Site): string {
  return `${JSON.stringify(site, null, 2)}\n`
}

/** Reads a `facility.json`; errors as for `parseSite`. */
export function parseFacilityFile(text: string, source = 'The facility file'): FacilityFile {
  return parseRecord(facilityFileSchema, text, source)
}

/** What a user adds to a facility's file: the own account and key. */
export interface OwnAccess {
  user?: string | undefined
  identityFiles: readonly string[]
}

/** A facility's file as a site of this user. User and key also go to jump hosts for which the file names none. */
export function siteFromFacility(file: FacilityFile, own: OwnAccess): Site {
  const user = own.user === undefined ? {} : { user: own.user }
  const identityFiles = [...own.identityFiles]
  return {
    version: 1,
    name: file.name,
    ...(file.label !== undefined && { label: file.label }),
    ...(file.bookings !== undefined && { bookings: file.bookings }),
    ...(file.displays !== undefined && { displays: file.displays }),
    hosts: file.hosts.map(host => ({
      ...host,
      ...user,
      identityFiles,
      jumps: host.jumps.map(jump => ({
        ...user,
        ...jump,
        identityFiles: jump.identityFiles.length > 0 ? jump.identityFiles : identityFiles
      }))
    }))
  }
}

/** A host without what is personal: whose account it is, and where that person's keys lie. */
function withoutPerson({ user: _user, identityFiles: _files, ...host }: SiteHost): FacilityFile['hosts'][number] {
  return {
    ...host,
    jumps: host.jumps.map(({ user: _jumpUser, identityFiles: _jumpFiles, ...jump }) => ({ ...jump, identityFiles: [] }))
  }
}

function withoutOwner({ dcvBroker, ...displays }: DisplaySources): NonNullable<FacilityFile['displays']> {
  if (!dcvBroker) return displays
  const { owner: _owner, ...broker } = dcvBroker
  return { ...displays, dcvBroker: broker }
}

/** A site as a file for others: no user names, no key files. */
export function facilityFromSite(site: Site): FacilityFile {
  return {
    version: 1,
    name: site.name,
    ...(site.label !== undefined && { label: site.label }),
    ...(site.bookings !== undefined && { bookings: site.bookings }),
    ...(site.displays !== undefined && { displays: withoutOwner(site.displays) }),
    hosts: site.hosts.map(withoutPerson)
  }
}
