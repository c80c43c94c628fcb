import type { Reservation } from '@contract/jobs-cluster'
import type { ReactNode } from 'react'
import { countOf, formatDate, unknown, zoneName } from '../../../ui/format'
import { SectionHead } from '../../../ui/page-bar'
import { Tag } from '../../../ui/tag'
import { visibleName } from '../../../ui/visible-name'
import styles from './cluster.module.css'

const instant = (at: string | null): number | undefined => (at === null ? undefined : Date.parse(at))

/** `now, until 17 Nov 20:00 CET`, `17 Nov 08:00 to 17 Nov 20:00 CET`; unknown where the scheduler says nothing. */
export function reservationTime(
  { start, end }: Pick<Reservation, 'start' | 'end'>,
  now: number,
  zone?: string
): string {
  const [from, to] = [instant(start), instant(end)]
  const ends = to === undefined ? 'an unknown end' : `${formatDate(to, now, zone)} ${zoneName(to, zone)}`
  if (from === undefined) return to === undefined ? unknown : `until ${ends}`
  if (from <= now && (to === undefined || to > now)) return `now, until ${ends}`
  return `${formatDate(from, now, zone)} to ${ends}`
}

/** Whom a reservation is for: users and accounts, in the scheduler's words. */
export function reservedFor({ users, accounts }: Pick<Reservation, 'users' | 'accounts'>): string {
  const names = [...users.map(visibleName), ...accounts.map(name => `account ${visibleName(name)}`)]
  return names.length === 0 ? 'nobody named' : names.join(', ')
}

/** Nodes that are, or will be, kept for somebody; the next one first. */
export function Reservations({ list }: { list: readonly Reservation[] }): ReactNode {
  const now = Date.now()
  const sorted = [...list].sort((a, b) => (a.start ?? '').localeCompare(b.start ?? ''))
  return (
    <section aria-label='Reservations'>
      <SectionHead
        title='Reservations'
        line
        fact={list.length === 0 ? undefined : countOf(list.length, 'reservation')}
      />
      {list.length === 0 ? (
        <p className={styles.quiet}>None: no nodes are kept for anybody.</p>
      ) : (
        <ul className={styles.reservations}>
          {sorted.map(item => (
            <li key={item.name} className={styles.reservation}>
              <div className='row'>
                <b className='cut'>{visibleName(item.name)}</b>
                {item.flags.map(flag => (
                  <Tag key={flag}>{visibleName(flag.toLowerCase())}</Tag>
                ))}
              </div>
              <div title={`${item.start ?? unknown} to ${item.end ?? unknown}`}>{reservationTime(item, now)}</div>
              <div className='dim'>
                <span className='mono'>{visibleName(item.nodes) || 'no nodes'}</span> for {reservedFor(item)}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
