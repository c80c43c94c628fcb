/** Pictures and plots: they take the room that the figures leave. */
import type { CockpitLook, Collected, Quality, QualityLimits } from '@contract/cockpit'
import type { FailureData } from '@contract/errors'
import type { Session } from '@contract/sessions'
import type { Watch } from '@contract/watch'
import { type ReactNode, useMemo, useState } from 'react'
import { classNames } from '../../ui/class-names'
import { zoneName } from '../../ui/format'
import { Plot } from '../../ui/plot/plot'
import type { PlotData } from '../../ui/plot/plot-data'
import { Segments } from '../../ui/segments'
import { visibleName } from '../../ui/visible-name'
import styles from './cockpit.module.css'
import { Problem } from './figures-band'
import { ForecastPlots } from './forecast-plots'
import { LimitsPopover } from './limits-popover'
import { NewestButton, type NewestOf, newestFolder } from './newest-button'
import { Pictures } from './pictures'
import { beyondWords, medianWords, type Plotted, plotted, qualityPlot } from './quality-plot'
import { useSize } from './use-size'

/** What is around the pictures and plots in their columns. CSS pixels. */
const frame = { picture: 58, plotHead: 26, segments: 32, problem: 18, leastPlots: 380, least: 120 } as const

const views = {
  fit: { label: 'Fit and drift', plots: ['ctfResolutionAngstrom', 'driftAngstrom'] },
  focus: { label: 'Focus', plots: ['defocusAngstrom', 'astigmatismAngstrom'] },
  forecast: { label: 'Forecast', plots: [] }
} as const satisfies Record<string, { label: string; plots: readonly Plotted[] }>
type View = keyof typeof views

function QualityPlot(props: { quality: Quality; what: Plotted; zone: string; height: number }): ReactNode {
  const { quality, what, zone, height } = props
  const data = useMemo(() => qualityPlot(quality, what, zone), [quality, what, zone])
  const beyond = beyondWords(quality, what)
  return (
    <Plot
      title={plotted[what].title}
      figure={medianWords(quality, what)}
      data={data}
      height={height}
      {...(beyond !== null && { fact: beyond })}
    />
  )
}

/** `error`: why they could not be read now; what is shown is what was known before. */
export function QualityPlots(props: {
  quality: Quality
  error: FailureData | null
  limits: QualityLimits
  zone: string
  height: number
  /** Shown in the place of quality when asked for: room and backlog. */
  forecast: (height: number) => ReactNode
}): ReactNode {
  const { quality, error, limits, zone, height, forecast } = props
  const [view, setView] = useState<View>('fit')
  const rest = height - frame.segments - (error ? frame.problem : 0)
  const each = Math.max(60, Math.floor(rest / 2 - frame.plotHead))
  return (
    <section className={styles.plots} aria-label='Quality'>
      <div className={styles.figureHead}>
        <h2>Quality</h2>
        <span className='faint cut'>
          {quality.micrographs.toLocaleString('en-US')} micrographs, {zoneName(Date.now(), zone)}
        </span>
        <span className={styles.end}>
          <Segments<View>
            label='What is plotted'
            value={view}
            onChange={setView}
            options={[
              { value: 'fit', label: views.fit.label },
              { value: 'focus', label: views.focus.label },
              { value: 'forecast', label: views.forecast.label }
            ]}
          />
          <LimitsPopover limits={limits} />
        </span>
      </div>
      {error && <Problem error={error} />}
      {views[view].plots.map(what => (
        <QualityPlot key={what} {...{ quality, what, zone }} height={each} />
      ))}
      {view === 'forecast' && forecast(rest)}
    </section>
  )
}

/** Movies of each five minutes, while there is nothing better to look at. */
export function recentPlot({ recent }: Pick<Collected, 'recent'>): PlotData {
  return {
    axis: { kind: 'time', label: 'time', step: 300_000, values: recent.map(({ from }) => Date.parse(from) + 150_000) },
    ...{ unit: '', digits: 0, from: 0 },
    series: [{ label: 'movies', kind: 'bars', values: recent.map(({ movies }) => movies) }]
  }
}

function WithoutQuality(props: { session: Session; look: CockpitLook | null; newestOf: NewestOf; height: number }) {
  const { session, look, newestOf, height } = props
  const collected = look?.collected ?? null
  const problem = look?.errors.quality
  const data = useMemo(() => (collected ? recentPlot(collected) : null), [collected])
  const folder = session.folder?.path
  return (
    <section className={classNames(styles.plots, styles.without)} aria-label='Movies over time'>
      {data && data.axis.values.length > 1 && (
        <Plot title='Movies of each five minutes' data={data} height={Math.max(80, height - 128)} />
      )}
      <p className='faint sm'>
        {problem
          ? `The results of pre-processing cannot be read: ${visibleName(problem.message)} ${visibleName(problem.hint)}`
          : folder === undefined
            ? 'The folder of this session is not made yet; what arrives in it is shown here.'
            : `Drift and CTF of each micrograph are plotted here when RELION or cryoSPARC Live has results below ${visibleName(folder)}.`}
      </p>
      <div>
        <NewestButton place={newestFolder(session, look, null)} newestOf={newestOf} />
      </div>
    </section>
  )
}

/** The side of a picture: as high as the band, and so that the plots keep their room. */
export function pictureSide(width: number, height: number, pictures: number): number {
  const byWidth = (width - frame.leastPlots) / pictures - 32
  return Math.max(frame.least, Math.floor(Math.min(height - frame.picture, byWidth)))
}

export function MiddleBand(props: {
  session: Session
  look: CockpitLook | null
  limits: QualityLimits
  visible: boolean
  watches: readonly Watch[]
  newestOf: NewestOf
}): ReactNode {
  const { session, look, limits, visible, watches, newestOf } = props
  const forecast = (height: number): ReactNode => <ForecastPlots {...{ session, look, watches, visible, height }} />
  const [box, size] = useSize<HTMLDivElement>()
  const quality = look?.quality ?? null
  const newest = quality?.newest ?? null
  return (
    <div ref={box} className={styles.middle}>
      {size && quality && newest && (
        <Pictures
          {...{ session, look, newest, limits, visible, newestOf }}
          side={pictureSide(size.width, size.height, newest.spectrum ? 2 : 1)}
        />
      )}
      {size && quality && (
        <QualityPlots
          {...{ quality, limits, forecast }}
          error={look?.errors.quality ?? null}
          zone={session.timeZone}
          height={size.height}
        />
      )}
      {size && !quality && (
        <>
          <WithoutQuality {...{ session, look, newestOf }} height={size.height} />
          <section className={classNames(styles.plots, styles.without)} aria-label='Forecast'>
            {forecast(size.height - frame.segments)}
          </section>
        </>
      )}
    </div>
  )
}
