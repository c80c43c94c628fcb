/** A display that is being opened: how far it is, what came of it, and the way to stop it. */
import type { DisplayWay, Launch } from '@contract/display'
import { Failure } from '@domain/failure'
import { useRef, useState } from 'react'
import { client } from '../../client/engine-link'
import { type OpenSource, type OpenStep, openDisplay } from './open-task'

export interface Opening {
  readonly source: OpenSource
  readonly step: OpenStep | null
  /** Steps that are behind it. */
  readonly before: readonly string[]
  readonly failure: Failure | null
  readonly launch: Launch | null
}

export interface OpeningControl {
  readonly opening: Opening | null
  begin(source: OpenSource, way?: DisplayWay): void
  /** Stops what goes on, and forgets what came of it. */
  stop(): void
}

/** `onInside` gets what Farscope draws itself; the rest stays in `opening` until it is stopped. */
export function useOpening(onInside: (source: OpenSource, launch: Launch) => void): OpeningControl {
  const [opening, setOpening] = useState<Opening | null>(null)
  const current = useRef<AbortController | null>(null)
  const latest = useRef(onInside)
  latest.current = onInside

  const stop = (): void => {
    current.current?.abort()
    setOpening(null)
  }
  const begin = (source: OpenSource, way?: DisplayWay): void => {
    current.current?.abort()
    const attempt = new AbortController()
    current.current = attempt
    const change = (next: (before: Opening) => Opening): void => {
      if (!attempt.signal.aborted) setOpening(before => before && next(before))
    }
    setOpening({ source, step: null, before: [], failure: null, launch: null })
    const onStep = (step: OpenStep): void =>
      change(opening => {
        const told = opening.step
        const another = told !== null && told.attempt === 1 && told.text !== step.text && step.attempt === 1
        return { ...opening, step, before: another ? [...opening.before, told.text] : opening.before }
      })
    openDisplay(client.displays, source, way, onStep, attempt.signal).then(
      launch => {
        if (attempt.signal.aborted) return
        if (launch.way !== 'inside') return change(opening => ({ ...opening, launch }))
        setOpening(null)
        latest.current(source, launch)
      },
      thrown => change(opening => ({ ...opening, failure: Failure.from(thrown) }))
    )
  }
  return { opening, begin, stop }
}
