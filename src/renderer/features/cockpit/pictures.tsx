/** The newest micrograph with a scale bar, and its power spectrum beside the fit. */
import type { MicrographPicture, MicrographQuality, Quality, QualityLimits } from '@contract/cockpit'
import type { Session } from '@contract/sessions'
import { isBeyond } from '@domain/quality/limits'
import type { ReactNode } from 'react'
import { Age } from '../../ui/age'
import { unknown } from '../../ui/format'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { StateMark } from '../../ui/state-mark'
import { visibleName } from '../../ui/visible-name'
import styles from './cockpit.module.css'
import { type Pictured, usePicture } from './use-picture'

/** Lengths that a scale bar may have, in ångström. */
const lengths = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] as const

/** A round length of about a fifth of the picture. */
export function scaleBar(widthAngstrom: number): { share: number; label: string } | null {
  const length = lengths.findLast(one => one <= widthAngstrom / 4)
  if (length === undefined) return null
  return { share: length / widthAngstrom, label: length < 100 ? `${length} Å` : `${length / 10} nm` }
}

function ScaleBar({ picture, side }: { picture: MicrographPicture; side: number }): ReactNode {
  const bar = picture.pixelAngstrom === null ? null : scaleBar(picture.pixelAngstrom * picture.width)
  if (!bar) return null
  const width = bar.share * side
  return (
    <svg className={styles.scale} width={width + 16} height='22' aria-hidden='true'>
      <rect width={width + 16} height='22' rx='3' fill='#000' fillOpacity='.72' />
      <path d={`M8 15.5h${width.toFixed(1)}`} stroke='#fff' strokeWidth='2.5' />
      <text x='8' y='10.5' fontSize='9.5' fill='#fff'>
        {bar.label}
      </text>
    </svg>
  )
}

interface FrameProps {
  readonly pictured: Pictured
  readonly side: number
  readonly label: string
  readonly scale: boolean
}

function PictureFrame({ pictured: { picture, failure }, side, label, scale }: FrameProps): ReactNode {
  return (
    <div className={styles.picture} style={{ width: side, height: side }}>
      {picture && <img src={`data:image/png;base64,${picture.png}`} alt={label} draggable={false} />}
      {picture && scale && <ScaleBar picture={picture} side={side} />}
      {!picture && <span className={styles.noPicture}>{failure ? visibleName(failure.message) : 'Being read'}</span>}
    </div>
  )
}

/** An earlier one stays while the newest cannot be read; then it is said so. */
function Earlier({ pictured: { picture, failure } }: { pictured: Pictured }): ReactNode {
  if (!picture || !failure) return null
  return (
    <span title={`The newest one cannot be shown: ${visibleName(failure.message)}`}>
      <StateMark state='warning' label='An earlier one: the newest cannot be shown' />
    </span>
  )
}

const minus = '\u2212'
const figure = (value: number | null, digits: number, factor = 1): string =>
  value === null ? unknown : (value * factor).toFixed(digits)

/** `side`: of each picture, CSS pixels. */
export function Pictures(props: {
  session: Session
  newest: NonNullable<Quality['newest']>
  limits: QualityLimits
  side: number
  visible: boolean
}): ReactNode {
  const { session, newest, limits, side, visible } = props
  const micrograph = usePicture(session, newest, 'micrograph', visible)
  const spectrum = usePicture(session, newest, 'spectrum', visible)
  const shown = micrograph.micrograph ?? newest.micrograph
  // Its time is by the facility's clock.
  const takenAt = shown.at === null ? null : Date.parse(shown.at) - session.clockOffsetMs
  return (
    <>
      <figure className={styles.figure} style={{ width: side + 28 }}>
        <figcaption className={styles.figureHead}>
          <h2>Last micrograph</h2>
          <Earlier pictured={micrograph} />
          {takenAt !== null && (
            <span className={styles.end}>
              <Age at={takenAt} />
            </span>
          )}
        </figcaption>
        <PictureFrame pictured={micrograph} side={side} label={`Micrograph ${visibleName(shown.name)}`} scale />
        <div className='cap row'>
          <MiddleEllipsis name={shown.name} />
        </div>
      </figure>
      {newest.spectrum && <Spectrum {...{ spectrum, limits, side }} fallback={newest.micrograph} />}
    </>
  )
}

function Spectrum(props: {
  spectrum: Pictured
  fallback: MicrographQuality
  limits: QualityLimits
  side: number
}): ReactNode {
  const { spectrum, fallback, limits, side } = props
  const shown = spectrum.micrograph ?? fallback
  const { name, defocusAngstrom, astigmatismAngstrom, ctfResolutionAngstrom } = shown
  return (
    <figure className={styles.figure} style={{ width: side + 28 }}>
      <figcaption className={styles.figureHead}>
        <h2>Power spectrum</h2>
        <Earlier pictured={spectrum} />
        <span className={styles.end}>fit | data</span>
      </figcaption>
      <PictureFrame
        pictured={spectrum}
        side={side}
        label={`Power spectrum of ${visibleName(name)}: the fit at the left, the data at the right`}
        scale={false}
      />
      <div className='cap row' title={visibleName(name)}>
        <span className='cut grow'>
          {defocusAngstrom === null ? '' : minus}
          {figure(defocusAngstrom, 2, 1e-4)} µm · astig. {figure(astigmatismAngstrom, 0)} Å
        </span>
        <span>
          fit{' '}
          {isBeyond(shown, limits, 'ctfResolutionAngstrom') ? (
            <strong className='warn'>{figure(ctfResolutionAngstrom, 1)} Å</strong>
          ) : (
            <b>{figure(ctfResolutionAngstrom, 1)} Å</b>
          )}
        </span>
      </div>
    </figure>
  )
}
