/** One day: resources across, hours down. */
import { type ReactNode, useEffect, useRef } from 'react'
import { useRoom } from '../room-context'
import { hourTicks, placeOf, placeStyle } from '../scale'
import { useSurface } from '../timeline/calendar-surface'
import { ResourceName } from '../timeline/resource-name'
import { SpokenDraft, SurfaceFoot, SurfaceHint } from '../timeline/surface-foot'
import { reachableOf, type TimelineProps, trackOf, useDrawn, useFocused } from '../timeline/timeline'
import shared from '../timeline/timeline.module.css'
import { pastStyle } from '../timeline/timeline-ground'
import { Track } from '../timeline/track'
import { clockChanges, sameClocks, zoneNamesIn, zonePlace } from '../zone-clock'
import styles from './columns.module.css'

/** CSS pixels of an hour. */
const hourHeight = 40

/** Where the day is opened: at what is chosen, an hour before now, or in the morning. Share of the day. */
function firstShare({ stretch, now, zones }: TimelineProps): number {
  const morning = hourTicks(stretch, zones.main, 1)[7]?.at ?? stretch.from
  const inDay = stretch.from <= now && now < stretch.to
  return placeOf(inDay ? Math.max(stretch.from, now - 7_200_000) : morning, stretch)
}

export function ColumnsView(props: TimelineProps): ReactNode {
  const { stretch, resources, statusOf, label } = props
  const surface = useSurface(props, 'y')
  const { of, drawn, refusals } = useDrawn(props, surface)
  const { focused, onFocus } = useFocused()
  const reachable = reachableOf(props, focused)
  const scroller = useRef<HTMLDivElement>(null)
  const height = ((stretch.to - stretch.from) / 3_600_000) * hourHeight
  // biome-ignore lint/correctness/useExhaustiveDependencies: another day begins at its own place; the same one stays where it is
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = firstShare(props) * height
  }, [stretch.from])
  const columns = { gridTemplateColumns: `104px repeat(${Math.max(1, resources.length)}, minmax(112px, 1fr))` }
  return (
    <div className={shared.pane}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={styles.scroll} ref={scroller} tabIndex={0} aria-label={label}>
        <div className={styles.head} style={columns}>
          <AxisNames {...props} />
          {resources.map(resource => (
            <div key={resource.name} className={styles.name}>
              <ResourceName resource={resource} status={statusOf(resource.name)} />
            </div>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: a group of buttons that the arrow keys go between, no form fields */}
        <div
          className={styles.body}
          style={{ ...columns, height }}
          ref={surface.box}
          role='group'
          aria-label={label}
          tabIndex={-1}
          data-drawing={drawn !== null || undefined}
          onFocus={onFocus}
          {...surface.handlers}
        >
          <Ground {...props} />
          <Axis {...props} />
          {resources.map(({ name }) => (
            <div key={name} className={styles.column}>
              <Track
                {...{ stretch, axis: 'y', extent: height, movable: surface.movable, ...of(name) }}
                {...trackOf(props, name, reachable)}
              />
            </div>
          ))}
        </div>
      </section>
      <SurfaceHint {...props} axis='y' />
      <SpokenDraft draft={drawn} refusals={refusals} />
      <SurfaceFoot {...props} byKeys={surface.byKeys} axis='y' />
    </div>
  )
}

/** Under the columns: what is over, a change of the clock, now. */
function Ground({ stretch, zones, now }: TimelineProps): ReactNode {
  const past = pastStyle(stretch, now)
  return (
    <div className={styles.ground} aria-hidden='true'>
      {past !== null && <i className={styles.past} style={{ height: past }} />}
      {clockChanges(stretch.from, stretch.to, zones.main).map(({ at }) => (
        <i key={at} className={styles.changeLine} style={{ top: placeStyle(at, stretch) }} />
      ))}
      {stretch.from <= now && now < stretch.to && (
        <i className={styles.nowLine} style={{ top: placeStyle(now, stretch) }} />
      )}
    </div>
  )
}

const otherOf = ({ zones, stretch }: TimelineProps): string | null =>
  sameClocks(zones.main, zones.other, stretch.from, stretch.to) ? null : zones.other

function AxisNames(props: TimelineProps): ReactNode {
  const { file } = useRoom()
  const { zones, stretch } = props
  const other = otherOf(props)
  const name = (zone: string): ReactNode => (
    <span title={`${zone === file.timeZone ? zonePlace(zone) : 'Here'}, ${zone}`}>
      {zoneNamesIn(stretch.from, stretch.to, zone)}
    </span>
  )
  return (
    <div className={styles.axisNames}>
      {name(zones.main)}
      {other !== null && <span className={styles.other}>{name(other)}</span>}
    </div>
  )
}

/** Hours of both zones: those of the day solid, the other ones dotted. */
function Axis(props: TimelineProps): ReactNode {
  const { stretch, zones } = props
  const other = otherOf(props)
  return (
    <div className={styles.axis} aria-hidden='true'>
      {hourTicks(stretch, zones.main, 1).map(({ at, label }) => (
        <span key={at} className={styles.hour} style={{ top: placeStyle(at, stretch) }}>
          {label}
        </span>
      ))}
      {other !== null &&
        hourTicks(stretch, other, 1).map(({ at, label }) => (
          <span key={at} className={styles.otherHour} style={{ top: placeStyle(at, stretch) }}>
            {label}
          </span>
        ))}
    </div>
  )
}
