/** The forecast as plots: what will be free where the session writes, and what will wait to be copied. */
import type { CockpitLook } from '@contract/cockpit'
import type { Session } from '@contract/sessions'
import type { Watch } from '@contract/watch'
import { sessionBacklogs } from '@domain/forecast/session-backlog'
import { type ReactNode, useMemo } from 'react'
import { Plot } from '../../ui/plot/plot'
import { useNow } from '../../ui/use-now'
import { backlogPlot, roomPlot } from './forecast-plot'

/** Head and line of figures of a plot. CSS pixels. */
const headPx = 46
const minuteMs = 60_000

export interface ForecastOf {
  readonly session: Session
  readonly look: CockpitLook | null
  readonly watches: readonly Watch[]
}

/** `height`: for both. They are drawn anew each minute, and when something is read. */
export function ForecastPlots(props: ForecastOf & { visible: boolean; height: number }): ReactNode {
  const { session, look, watches, visible, height } = props
  const minute = Math.floor(useNow(visible) / minuteMs) * minuteMs
  const { room, backlog } = useMemo(() => {
    const sessionEnd = Date.parse(session.booking.end) - session.clockOffsetMs
    const when = { now: minute, sessionEnd, zone: session.timeZone }
    return {
      room: roomPlot(look?.storage ?? [], when),
      backlog: backlogPlot(sessionBacklogs(session, watches, minute), when)
    }
  }, [session, look, watches, minute])
  const each = Math.max(60, Math.floor(height / 2 - headPx))
  return (
    <>
      {room ? (
        <Plot title='Free' data={room} height={each} fact='at the rate of now, to the end' />
      ) : (
        <p className='faint sm'>What will be free is plotted here when it is known how fast the movies fill it.</p>
      )}
      {backlog ? (
        <Plot title='Backlog' data={backlog} height={each} fact='at the pace of now' />
      ) : (
        <p className='faint sm'>What waits to be copied is plotted here when a watched folder is being sent.</p>
      )}
    </>
  )
}
