/** What a transfer was asked to do, in the form that the journal keeps, so that it can be gone on with later. */
import type { Place } from '@contract/files'
import {
  conflictChoiceSchema,
  type Endpoint,
  endpointSchema,
  failedFileSchema,
  type RateLimit,
  type TransferPriority
} from '@contract/transfers'
import { Failure } from '@domain/failure'
import { baseName } from '@domain/files/path'
import { z } from 'zod'
import { copyItemSchema, type ExplicitCopy, mirrorEndSchema } from './compare/explicit-copy'
import type { ConflictChoice } from './settle-conflict'

/** As a caller asks (contract/transfers `start`). */
export interface StartRequest {
  readonly id: string
  readonly sources: readonly Place[]
  readonly destination: Place
  readonly conflict?: ConflictChoice
  readonly parents: boolean
  readonly followLinks: boolean
  readonly resume: boolean
  readonly verify: boolean
  /** Bytes per second; null: none. */
  readonly limit?: RateLimit | undefined
  readonly priority: TransferPriority
  readonly jobs?: number | undefined
}

export const transferRequestSchema = z.object({
  version: z.literal(1),
  from: endpointSchema,
  to: endpointSchema,
  /** As they were typed: a trailing slash has a meaning (domain/transfers/copy-roots). */
  sources: z.array(z.string()),
  destination: z.string(),
  /** Copy exactly these under these names instead of the sources; both absolute. */
  items: z.array(copyItemSchema).nullable(),
  /** Failed before the copy began: failed files of the transfer, too. */
  refused: z.array(failedFileSchema),
  /** There is a step after the copies (ExplicitCopy `after`). */
  lastStep: z.boolean().default(false),
  /** What it needs after a restart of the engine. */
  mirrorEnd: mirrorEndSchema.nullable().default(null),
  parents: z.boolean(),
  followLinks: z.boolean(),
  conflict: conflictChoiceSchema.nullable(),
  verify: z.boolean(),
  /** Small files on the way at once; null: as found best. */
  jobs: z.number().int().nullable(),
  title: z.string()
})
export type TransferRequest = z.infer<typeof transferRequestSchema>

/** `usage` when the sources are not all at one end. */
export function requestOf(start: StartRequest): TransferRequest {
  const [first] = start.sources
  const ends = new Set(start.sources.map(source => JSON.stringify(endpointOf(source))))
  if (ends.size !== 1 || !first) throw new Failure('usage', 'The sources of a copy must be in one place.')
  return {
    version: 1,
    from: endpointOf(first),
    to: endpointOf(start.destination),
    sources: start.sources.map(source => source.path),
    destination: start.destination.path,
    items: null,
    refused: [],
    lastStep: false,
    mirrorEnd: null,
    parents: start.parents,
    followLinks: start.followLinks,
    conflict: start.conflict ?? null,
    verify: start.verify,
    jobs: start.jobs ?? null,
    title: titleOf(first.path)
  }
}

/** The same for exactly these files. */
export function explicitRequestOf(copy: ExplicitCopy): TransferRequest {
  const { id, from, to, items, failed, conflict, verify, limit, priority, jobs } = copy
  const start = { id, conflict, verify, limit, priority, jobs, parents: true, followLinks: false, resume: false }
  return {
    ...requestOf({ ...start, sources: [from], destination: to }),
    items: [...items],
    refused: [...failed],
    lastStep: copy.after !== undefined,
    mirrorEnd: copy.mirrorEnd ?? null
  }
}

/** The two folders of an explicit copy. */
export function foldersOf({ from, to, sources, destination }: TransferRequest): Pick<ExplicitCopy, 'from' | 'to'> {
  return { from: { ...from, path: sources[0] ?? '' }, to: { ...to, path: destination } }
}

/** The place without its path. */
export function endpointOf(place: Place): Endpoint {
  if (place.kind === 'local') return { kind: 'local' }
  if (place.kind === 'site') return { kind: 'site', site: place.site }
  return place.profile === undefined ? { kind: 's3' } : { kind: 's3', profile: place.profile }
}

/** The row's name: the first source. */
export function titleOf(path: string): string {
  return baseName(path.replace(/\/+$/, '')) || path || '~'
}

/**
 * Whether an unfinished transfer does what is asked now: sources, destination and rules are the same, and it proves its
 * files and makes missing parents at least where that is asked. So whoever goes on need not repeat `--verify`.
 */
export function doesWork(unfinished: TransferRequest, asked: TransferRequest): boolean {
  const work = ({ jobs: _jobs, title: _title, verify: _verify, parents: _parents, ...rest }: TransferRequest): string =>
    JSON.stringify(rest)
  const atLeast = (unfinished.verify || !asked.verify) && (unfinished.parents || !asked.parents)
  return atLeast && work(unfinished) === work(asked)
}

/** For messages and for the limits that hold for each place. */
export function nameOfEnd(end: Endpoint): string {
  if (end.kind === 'local') return 'this computer'
  return end.kind === 'site' ? end.site : end.profile === undefined ? 's3' : `s3 (${end.profile})`
}

/** The far places a transfer works on, as keys: each runs so many at once. A copy on this computer has one too. */
export function busyEnds({ from, to }: Pick<TransferRequest, 'from' | 'to'>): string[] {
  const far = [from, to].filter(end => end.kind !== 'local').map(end => `${end.kind}:${nameOfEnd(end)}`)
  return far.length === 0 ? ['local'] : [...new Set(far)]
}
