import { useEffect, useState } from 'react'
import styles from './age.module.css'
import { classNames } from './class-names'
import { formatAge } from './format'
import { StateMark } from './state-mark'

/** How long to wait before an age reads otherwise, in milliseconds: each second, then each half minute. */
function nextTick(age: number): number {
  return age < 60_000 ? 1000 : 30_000
}

/** The age of data in milliseconds, kept true by its own clock. `at`: milliseconds since 1970. */
export function useAge(at: number | undefined): number | undefined {
  const [now, setNow] = useState(() => Date.now())
  const age = at === undefined ? undefined : Math.max(0, now - at)
  useEffect(() => {
    if (age === undefined) return
    const timer = setTimeout(() => setNow(Date.now()), nextTick(age))
    return () => clearTimeout(timer)
  }, [age])
  return age
}

/**
 * How old data is: `6 s old`. Past three intervals it is stale: dashed ring, faint.
 * @param at when the data was read, milliseconds since 1970
 * @param every how often it is read, milliseconds
 */
export function Age({ at, every, label }: { at: number | undefined; every?: number; label?: string }) {
  const age = useAge(at)
  const stale = age !== undefined && every !== undefined && age > 3 * every
  return (
    <span className={classNames(styles.age, 'faint')}>
      {stale && <StateMark state='out-of-date' />}
      {label !== undefined && `${label} `}
      {formatAge(age === undefined ? undefined : age / 1000)}
    </span>
  )
}
