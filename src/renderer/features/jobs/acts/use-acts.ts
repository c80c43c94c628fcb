import type { FarscopeClient } from '@contract/contract'
import type { ActResult } from '@contract/jobs-acts'
import { Failure } from '@domain/failure'
import { useState } from 'react'
import { isOver } from '../job-state'
import type { JobLookup } from '../list/job-lookup'
import { rowKeyOf } from '../list/list-row'
import type { ActChoice, ActKind, ActTarget } from './job-acts'

/** One job that the scheduler refused, and its own words. */
export interface Refusal {
  readonly site: string
  readonly id: string
  readonly message: string
}

/** What came of the last act. */
export interface ActOutcome {
  readonly kind: ActKind
  readonly done: number
  readonly refused: readonly Refusal[]
}

/** A question that is open: what is to be done, and to which jobs. */
export interface OpenAct extends ActChoice {
  readonly kind: ActKind
}

/** Most ids that one call takes (contract/job-id). */
const mostIds = 10_000

/** The targets by site, at most 10,000 in each part. */
export function partsOf(targets: readonly ActTarget[]): readonly { readonly site: string; readonly ids: string[] }[] {
  const bySite = new Map<string, string[]>()
  for (const { site, id } of targets) {
    const ids = bySite.get(site)
    if (ids) ids.push(id)
    else bySite.set(site, [id])
  }
  return [...bySite].flatMap(([site, ids]) =>
    Array.from({ length: Math.ceil(ids.length / mostIds) }, (_, at) => ({
      site,
      ids: ids.slice(at * mostIds, (at + 1) * mostIds)
    }))
  )
}

async function call(
  client: FarscopeClient,
  kind: ActKind,
  some: { readonly site: string; readonly ids: string[] },
  limitSeconds: number | undefined
): Promise<ActResult> {
  const { jobs } = client
  switch (kind) {
    case 'cancel': {
      const { cancelled, failed } = await jobs.cancel(some)
      return { done: cancelled, failed }
    }
    case 'hold':
      return jobs.hold(some)
    case 'release':
      return jobs.release(some)
    case 'requeue':
      return jobs.requeue(some)
    case 'limit':
      if (limitSeconds === undefined) throw new Failure('usage', 'No time limit was given.')
      return jobs.setTimeLimit({ ...some, limitSeconds })
  }
}

/** Does it to all targets, site by site. Nothing is thrown: a call that fails refuses all of its jobs. */
export async function doAct(
  client: FarscopeClient,
  kind: ActKind,
  targets: readonly ActTarget[],
  limitSeconds?: number
): Promise<ActOutcome> {
  const refused: Refusal[] = []
  let done = 0
  for (const { site, ids } of partsOf(targets))
    try {
      const result = await call(client, kind, { site, ids }, limitSeconds)
      done += result.done.length
      refused.push(...result.failed.map(one => ({ site, ...one })))
    } catch (thrown) {
      const { message, hint } = Failure.from(thrown)
      refused.push(...ids.map(id => ({ site, id, message: `${message} ${hint}`.trim() })))
    }
  return { kind, done, refused }
}

/** What is left of the cancellations asked for: those the scheduler has not confirmed and that are still listed. */
export function stillCancelling(asked: ReadonlySet<string>, find: JobLookup['find']): ReadonlySet<string> {
  const left = [...asked].filter(key => {
    const [site = '', id = ''] = key.split('/')
    const job = find(site, id) ?? find(site, id.replace(/_\d+$/, ''))
    return job !== undefined && !isOver(job)
  })
  return left.length === asked.size ? asked : new Set(left)
}

/** Asks before an act, does it, and keeps what came of it. Rows count as being cancelled until the list shows it. */
export function useActs(client: FarscopeClient) {
  const [open, setOpen] = useState<OpenAct | null>(null)
  const [outcome, setOutcome] = useState<ActOutcome | null>(null)
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set())

  const confirm = async (limitSeconds?: number): Promise<void> => {
    if (open === null) return
    const { kind, targets } = open
    setOpen(null)
    setOutcome(null)
    const keys = targets.map(({ site, id }) => rowKeyOf(site, id))
    if (kind === 'cancel') setAsked(before => new Set([...before, ...keys]))
    const result = await doAct(client, kind, targets, limitSeconds)
    const refused = new Set(result.refused.map(({ site, id }) => rowKeyOf(site, id)))
    if (refused.size > 0) setAsked(before => new Set([...before].filter(key => !refused.has(key))))
    setOutcome(result)
    // An early poll shows what came of it; where it cannot be had, the next one does.
    for (const { site } of partsOf(targets)) void client.jobs.refresh({ site }).catch(() => undefined)
  }
  /** Forgets the cancellations that the list has confirmed. */
  const settle = (find: JobLookup['find']): void => setAsked(before => stillCancelling(before, find))
  return { open, ask: setOpen, confirm, outcome, forget: () => setOutcome(null), cancelling: asked, settle }
}
