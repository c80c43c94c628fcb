import type { LimitWindow } from '@contract/app'
import { Button, IconButton } from '../../ui/button'
import { RateField } from '../../ui/rate-field'
import { TextField } from '../../ui/text-field'
import { clockTime, newWindow, overlapping, windowWords } from './limit-windows'
import styles from './sites.module.css'

/** As many as the contract takes. */
const mostWindows = 24

/** Times of the day with a limit of their own, which then goes before the one of all transfers. */
export function LimitSchedule(props: { windows: readonly LimitWindow[]; onChange: (windows: LimitWindow[]) => void }) {
  const { windows, onChange } = props
  const change = (at: number, by: Partial<LimitWindow>): void =>
    onChange(windows.map((window, place) => (place === at ? { ...window, ...by } : window)))
  const clashes = overlapping(windows)
  return (
    <fieldset className={styles.schedule}>
      <legend>Limits by time of day</legend>
      {windows.length === 0 && <p className='faint'>None: the limit above holds all day.</p>}
      {windows.map((window, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a window has no identity but its place
        <fieldset key={at} className={styles.window} aria-label={windowWords(window)}>
          <ClockField label='From' value={window.from} onChange={from => change(at, { from })} />
          <ClockField label='Until' value={window.to} onChange={to => change(at, { to })} />
          <RateField
            label='At most'
            hint={windowHint(window)}
            value={window.limit}
            late
            onChange={limit => change(at, { limit })}
          />
          <IconButton
            icon='close'
            label={`Remove ${windowWords(window)}`}
            onClick={() => onChange(windows.filter((_, place) => place !== at))}
          />
        </fieldset>
      ))}
      {clashes !== undefined && <p className='warn'>{clashes}</p>}
      <div>
        <Button
          size='small'
          icon='plus'
          disabledReason={windows.length >= mostWindows ? `There are ${mostWindows}, as many as can be.` : undefined}
          onClick={() => onChange([...windows, newWindow(windows)])}
        >
          Add a time
        </Button>
      </div>
    </fieldset>
  )
}

function windowHint({ from, to }: LimitWindow): string {
  return to <= from ? 'Over midnight. Empty: as fast as it goes' : 'Empty: as fast as it goes'
}

/** A time of the clock here; what is none is marked and not reported. */
function ClockField(props: { label: string; value: string; onChange: (time: string) => void }) {
  const { label, value, onChange } = props
  return (
    <TextField
      type='time'
      label={label}
      value={value}
      required
      onChange={typed => {
        const time = clockTime(typed)
        if (time !== undefined) onChange(time)
      }}
    />
  )
}
