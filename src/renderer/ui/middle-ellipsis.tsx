import { classNames } from './class-names'
import styles from './middle-ellipsis.module.css'
import { splitName, visibleName } from './visible-name'

/**
 * A name that loses its middle, not its end, when there is no room (`FoilHole_…_201643_fractions.eer`). The whole is
 * in the tooltip. Isolated, so that the letters of a name never reorder what stands beside it.
 */
export function MiddleEllipsis({ name, className }: { name: string; className?: string | undefined }) {
  const whole = visibleName(name)
  const { head, tail } = splitName(whole)
  return (
    <bdi className={classNames(styles.name, className)} title={whole}>
      {/* Two halves would be read as two words. */}
      {tail !== '' && <span className='spoken'>{whole}</span>}
      <span aria-hidden={tail !== '' || undefined} className={styles.head}>
        {head}
      </span>
      {tail !== '' && (
        <span aria-hidden='true' className={styles.tail}>
          {tail}
        </span>
      )}
    </bdi>
  )
}
