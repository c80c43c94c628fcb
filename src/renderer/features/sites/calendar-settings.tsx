import type { Settings, SettingsChange } from '@contract/app'
import { Checkbox } from '../../ui/checkbox'
import { SectionHead } from '../../ui/page-bar'
import { NumberField } from '../../ui/text-field'
import styles from './sites.module.css'

/** Of a person who switches reminders on; the contract's default, too. Minutes. */
const usualMinutes = 30
/** The longest that the contract takes: a week. Minutes. */
const mostMinutes = 10_080

/** How calendars that are exported remind of one's own bookings. */
export function CalendarSettings({ settings, save }: { settings: Settings; save: (change: SettingsChange) => void }) {
  const { bookingReminderMinutes: minutes } = settings
  const change = (typed: number | undefined): void => {
    if (typed !== undefined && typed >= 0 && typed <= mostMinutes) save({ bookingReminderMinutes: Math.round(typed) })
  }
  return (
    <section className={styles.section} aria-label='Calendar'>
      <SectionHead title='Calendar' />
      <div className={`${styles.form} ${styles.inner}`}>
        <Checkbox
          label='Exported calendars remind of my bookings'
          hint='The program that opens the .ics file shows the reminder. Farscope itself tells of them under the bell.'
          checked={minutes !== null}
          onChange={on => save({ bookingReminderMinutes: on ? usualMinutes : null })}
        />
        {minutes !== null && <NumberField label='Before the begin' unit='min' value={minutes} onChange={change} />}
      </div>
    </section>
  )
}
