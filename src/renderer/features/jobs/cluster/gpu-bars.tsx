import type { ReactNode } from 'react'
import { countOf, formatCount, unknown } from '../../../ui/format'
import { SectionHead } from '../../../ui/page-bar'
import { Progress, type ProgressPart } from '../../../ui/progress'
import { visibleName } from '../../../ui/visible-name'
import styles from './cluster.module.css'
import type { Room } from './cluster-totals'

/** `5 of 8 free, 2 away`. */
export function gpuFreeWords({ total, free, away }: Room): string {
  const words = `${free === null ? unknown : formatCount(free)} of ${formatCount(total)} free`
  return away === 0 ? words : `${words}, ${formatCount(away)} away`
}

function parts({ total, used, away }: Room): readonly ProgressPart[] {
  if (total === 0) return []
  return [{ share: (used ?? 0) / total }, { share: away / total, tone: 'warn' }]
}

/** GPUs in use, free, and on nodes that take no jobs: a bar a type. */
export function GpuBars({ types }: { types: readonly (Room & { type: string | null })[] }): ReactNode {
  const total = types.reduce((sum, type) => sum + type.total, 0)
  return (
    <section aria-label='GPUs'>
      <SectionHead title='GPUs' fact={total === 0 ? undefined : countOf(total, 'GPU')} />
      {total === 0 ? (
        <p className={styles.quiet}>The scheduler lists no GPUs on this cluster.</p>
      ) : (
        <ul className={styles.bars}>
          {types.map(room => (
            <li key={room.type ?? ''} className={styles.bar}>
              <span className='cut'>{room.type === null ? 'no type named' : visibleName(room.type)}</span>
              <span className='dim'>{gpuFreeWords(room)}</span>
              <Progress label={`${room.type ?? 'GPUs'} in use`} parts={parts(room)} thick className={styles.wide} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
