/** What the room follows of a session under way; nothing while nobody sees it. */
import type { CockpitLook, QualityLimits } from '@contract/cockpit'
import type { Job, JobsSnapshot } from '@contract/jobs'
import type { Session } from '@contract/sessions'
import { jobsOf } from '@domain/cockpit/session-work'
import type { Failure } from '@domain/failure'
import { useEffect, useMemo, useState } from 'react'
import { createStore, useStore } from 'zustand'
import { client } from '../../client/engine-link'
import { useEngineStream } from '../../client/use-engine-stream'

/** The last look at each session, by the booking's name: the room shows it at once when it is entered again. */
export const lookFeed = createStore<{ looks: ReadonlyMap<string, CockpitLook> }>(() => ({ looks: new Map() }))

/** Tells one session from another. */
export const sessionKey = ({ store, booking }: Pick<Session, 'store' | 'booking'>): string =>
  JSON.stringify([store.site, store.folder, booking.uid])

/** Whether somebody can see this page. */
export function usePageVisible(): boolean {
  const [visible, setVisible] = useState(() => document.visibilityState === 'visible')
  useEffect(() => {
    const look = (): void => setVisible(document.visibilityState === 'visible')
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return visible
}

export interface Look {
  /** Null before the first. */
  readonly look: CockpitLook | null
  readonly failure: Failure | null
}

/** `session` null, or not visible: nothing is asked. Other `limits` are looked at anew. */
export function useLook(session: Session | null, limits: QualityLimits, visible: boolean): Look {
  const key = session === null ? null : sessionKey(session)
  const failure = useEngineStream(
    visible && key !== null ? `look ${key} ${JSON.stringify(limits)}` : null,
    signal => {
      if (session === null) throw new Error('There is no session to look at.')
      return client.cockpit.watch({ store: session.store, uid: session.booking.uid }, { signal })
    },
    look => {
      if (key !== null) lookFeed.setState(({ looks }) => ({ looks: new Map(looks).set(key, look) }))
    }
  )
  const look = useStore(lookFeed, ({ looks }) => (key === null ? null : (looks.get(key) ?? null)))
  return { look, failure }
}

export interface SessionJobs {
  readonly jobs: readonly Job[]
  readonly asOf: string | null
  readonly problem: string | null
}

/** Jobs in the session's folders, from the poll that the jobs room shares. */
export function useSessionJobs(session: Session | null, visible: boolean): SessionJobs {
  const site = session?.folder?.site ?? null
  const [snapshot, setSnapshot] = useState<{ site: string; told: JobsSnapshot } | null>(null)
  const failure = useEngineStream(
    visible && site !== null ? `jobs ${site}` : null,
    signal => client.jobs.watch({ site: site ?? '', historyDays: 1 }, { signal }),
    told => setSnapshot({ site: site ?? '', told })
  )
  const told = snapshot !== null && snapshot.site === site ? snapshot.told : null
  const jobs = useMemo(() => (session && told ? jobsOf(session, told.jobs) : []), [session, told])
  return { jobs, asOf: told?.asOf ?? null, problem: failure?.message ?? told?.error?.message ?? null }
}
