/** How often queues are looked at, and what is told of jobs, and when. */
import type { Settings, SettingsChange } from '@contract/app'
import { type JobEvent, jobEvents } from '@contract/jobs-history'
import { Checkbox } from '../../ui/checkbox'
import { SectionHead } from '../../ui/page-bar'
import { NumberField, TextField } from '../../ui/text-field'
import { clockTime } from './limit-windows'
import styles from './sites.module.css'

/** Seconds between two polls that the contract takes. */
const polls = { least: 10, most: 300 } as const

const eventWords: Readonly<Record<JobEvent, string>> = {
  started: 'starts',
  completed: 'ends well',
  failed: 'fails',
  timeout: 'runs out of time',
  'out-of-memory': 'runs out of memory',
  'node-fail': 'loses its node',
  cancelled: 'is cancelled',
  ended: 'leaves the queue, and nobody can tell how'
}

/** The night, until somebody says otherwise. */
const usualNight = { from: '22:00', to: '07:00' } as const

/** The chosen events in the contract's order, with this one in or out. */
export function toggledEvent(chosen: readonly JobEvent[], event: JobEvent, on: boolean): JobEvent[] {
  return jobEvents.filter(one => (one === event ? on : chosen.includes(one)))
}

export function JobSettings({ settings, save }: { settings: Settings; save: (change: SettingsChange) => void }) {
  const { jobPollSeconds, jobNotices } = settings
  return (
    <section className={styles.section} aria-label='Jobs'>
      <SectionHead title='Jobs' />
      <div className={`${styles.form} ${styles.inner}`}>
        <NumberField
          label='Seconds between two looks at a queue'
          unit={`${polls.least} to ${polls.most}`}
          hint='While the jobs are in front and some are alive. Otherwise, and when the scheduler is slow, it looks more seldom.'
          value={jobPollSeconds}
          onChange={seconds => {
            if (seconds !== undefined && seconds >= polls.least && seconds <= polls.most)
              save({ jobPollSeconds: Math.round(seconds) })
          }}
        />
        <fieldset className={styles.schedule}>
          <legend>Tell when a job of mine</legend>
          {jobEvents.map(event => (
            <Checkbox
              key={event}
              label={eventWords[event]}
              checked={jobNotices.includes(event)}
              onChange={on => save({ jobNotices: toggledEvent(jobNotices, event, on) })}
            />
          ))}
        </fieldset>
        <QuietHours quiet={settings.quietHours} onChange={quietHours => save({ quietHours })} />
      </div>
    </section>
  )
}

function QuietHours(props: {
  quiet: Settings['quietHours']
  onChange: (quiet: NonNullable<Settings['quietHours']> | null) => void
}) {
  const { quiet, onChange } = props
  const change = (part: 'from' | 'to', typed: string): void => {
    const time = clockTime(typed)
    if (quiet !== null && time !== undefined) onChange({ ...quiet, [part]: time })
  }
  return (
    <fieldset className={styles.schedule}>
      <legend>Quiet hours</legend>
      <Checkbox
        label='No system notices at night'
        hint='What happens then stands under the bell all the same.'
        checked={quiet !== null}
        onChange={on => onChange(on ? usualNight : null)}
      />
      {quiet !== null && (
        <div className={styles.window}>
          <TextField type='time' label='From' required value={quiet.from} onChange={typed => change('from', typed)} />
          <TextField type='time' label='Until' required value={quiet.to} onChange={typed => change('to', typed)} />
        </div>
      )}
    </fieldset>
  )
}
