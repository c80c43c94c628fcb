import type { PreviewPicture } from '@contract/previews'
import type { CSSProperties, ReactNode } from 'react'
import { Button, IconButton } from '../../../ui/button'
import { Segments } from '../../../ui/segments'
import { Select } from '../../../ui/select'
import { visibleName } from '../../../ui/visible-name'
import styles from './look.module.css'

const views = [
  { value: 'image', label: 'Picture' },
  { value: 'spectrum', label: 'Spectrum' }
] as const

const contrasts = [
  { value: '0', label: 'all values' },
  { value: '0.1', label: '0.1 % cut at each end' },
  { value: '1', label: '1 % cut at each end' },
  { value: '5', label: '5 % cut at each end' }
]

/** What of a picture is asked for. `section` null: the one that is shown first. */
export interface PictureView {
  readonly of: 'image' | 'spectrum'
  readonly section: number | null
  /** Percent of the values that are black, and as many white. */
  readonly clip: number
  /** Twice as sharp, for which more of the file is read. */
  readonly sharp: boolean
}

/** As wide as there is room for, and never higher than most of the window. */
const shapeOf = ({ width, height }: PreviewPicture): CSSProperties => ({
  aspectRatio: `${width} / ${height}`,
  width: `min(100%, calc(70vh * ${width / height}))`
})

/** The picture with its scale bar, a step to other sections, and its spectrum. */
export function LookPicture(props: {
  name: string
  picture: PreviewPicture
  view: PictureView
  onView: (view: PictureView) => void
}): ReactNode {
  const { name, picture, view, onView } = props
  const { width, png, section, sections, scaleBar } = picture
  const shown = visibleName(name)
  return (
    <>
      <div className={styles.bar}>
        <Segments label='What is shown' value={view.of} onChange={of => onView({ ...view, of })} options={views} />
        {sections !== 1 && (
          <Sections section={section} sections={sections} onSection={next => onView({ ...view, section: next })} />
        )}
      </div>
      <div className={styles.frame}>
        <div className={styles.picture} style={shapeOf(picture)}>
          <img
            src={`data:image/png;base64,${png}`}
            alt={picture.of === 'spectrum' ? `Power spectrum of ${shown}` : shown}
          />
          {scaleBar && (
            <span className={styles.scale} style={{ width: `${(scaleBar.pixels / width) * 100}%` }}>
              <span>{scaleBar.label}</span>
              <i />
            </span>
          )}
        </div>
      </div>
      {picture.of === 'image' && (
        <div className={styles.bar}>
          <span className={styles.cost}>Contrast</span>
          <Select
            className={styles.contrast}
            label='Contrast'
            hideLabel
            value={String(view.clip)}
            onChange={clip => onView({ ...view, clip: Number(clip) })}
            options={contrasts}
          />
          {!picture.everyRow && !view.sharp && (
            <Button
              size='small'
              icon='expand'
              title='Rows were left out: it reads more of the file'
              onClick={() => onView({ ...view, sharp: true })}
            >
              Sharper
            </Button>
          )}
        </div>
      )}
      {picture.of === 'spectrum' && picture.pixelSizeAngstrom !== null && (
        <p className={styles.quiet}>The middle of each edge is {(2 * picture.pixelSizeAngstrom).toFixed(2)} Å.</p>
      )}
    </>
  )
}

function Sections(props: {
  section: number
  sections: number | null
  onSection: (section: number) => void
}): ReactNode {
  const { section, sections, onSection } = props
  const last = sections !== null && section >= sections
  return (
    <span className={styles.sections}>
      <IconButton
        size='small'
        icon='chevron-left'
        label='Section before'
        disabledReason={section <= 1 ? 'This is the first' : undefined}
        onClick={() => onSection(section - 1)}
      />
      <span aria-live='polite'>{sections === null ? section : `${section} of ${sections}`}</span>
      <IconButton
        size='small'
        icon='chevron-right'
        label='Next section'
        disabledReason={last ? 'This is the last' : undefined}
        onClick={() => onSection(section + 1)}
      />
    </span>
  )
}
