/** The head of the calendar: what is shown, the way to others, and the main act. */
import type { StoreInfo } from '@contract/bookings'
import type { ReactNode } from 'react'
import { Button, IconButton } from '../../ui/button'
import { Chip } from '../../ui/chip'
import { Menu, type MenuEntry } from '../../ui/menu'
import { PageBar } from '../../ui/page-bar'
import { Segments } from '../../ui/segments'
import { labelOf } from './booking-look'
import styles from './calendar.module.css'
import { offlineReason, useRoom } from './room-context'
import { changeRoomView, toggleResource, useRoomView } from './room-view'
import { type CalendarView, calendarViews, type Day, type Stretch, stretchTitle, viewUnit } from './stretch'
import type { Stores } from './use-stores'
import { storeKey } from './use-stores'
import { sameClocks, zoneNameAt } from './zone-clock'

const viewNames: Readonly<Record<CalendarView, string>> = {
  day: 'Day',
  week: 'Week',
  month: 'Month',
  columns: 'Columns',
  list: 'List'
}
const views = calendarViews.map(value => ({ value, label: viewNames[value] }))

export interface CalendarBarProps {
  readonly date: string
  readonly stretch: Stretch
  readonly stores: Stores
  readonly onGo: (to: 'before' | 'today' | 'after') => void
  readonly onBook: () => void
  /** Further acts, in the menu at the end. */
  readonly acts: readonly MenuEntry[]
}

export function CalendarBar(props: CalendarBarProps): ReactNode {
  const { date, stretch, stores, onGo, onBook, acts } = props
  const { view } = useRoomView()
  const room = useRoom()
  const { title, detail } = stretchTitle(view, date, (stores.stores?.length ?? 0) > 1)
  const unit = viewUnit[view]
  return (
    <PageBar
      title={title}
      end={
        <>
          <Segments label='View' value={view} options={views} onChange={next => changeRoomView({ view: next })} />
          <Clocks stretch={stretch} />
          <Button kind='primary' icon='plus' keys='b' disabledReason={offlineReason(room)} onClick={onBook}>
            Book
          </Button>
          <Menu trigger={<IconButton icon='more' label='More of the calendar' />} align='end' entries={acts} />
        </>
      }
    >
      <span className={styles.detail}>{detail}</span>
      {stretch.days.length === 1 && <ChangedClock day={stretch.days[0]} />}
      <IconButton icon='chevron-left' label={`${unit} before`} keys='left' onClick={() => onGo('before')} />
      <Button size='small' keys='t' onClick={() => onGo('today')}>
        Today
      </Button>
      <IconButton icon='chevron-right' label={`${unit} after`} keys='right' onClick={() => onGo('after')} />
      <ResourceFilter />
      <StoreChoice stores={stores} />
    </PageBar>
  )
}

/** A day on which the clock is changed says so, where no head of a day does. */
function ChangedClock({ day }: { day: Day | undefined }): ReactNode {
  if (day === undefined || day.hours === 24) return null
  return (
    <span className='warn sm' title='The clock is changed on this day'>
      {`${day.hours} h`}
    </span>
  )
}

/** Whose days divide the calendar, where they are not the same. */
function Clocks({ stretch }: { stretch: Stretch }): ReactNode {
  const { clock } = useRoomView()
  const { file, here } = useRoom()
  if (sameClocks(file.timeZone, here, stretch.from, stretch.to)) return null
  return (
    <Segments
      label='Clock'
      value={clock}
      onChange={next => changeRoomView({ clock: next })}
      options={[
        { value: 'facility', label: `Facility, ${zoneNameAt(stretch.from, file.timeZone)}` },
        { value: 'here', label: `Here, ${zoneNameAt(stretch.from, here)}` }
      ]}
    />
  )
}

/** Which resources are shown. */
function ResourceFilter(): ReactNode {
  const { file, store } = useRoom()
  const { hidden } = useRoomView()
  const key = storeKey(store)
  const left = new Set(hidden[key])
  const shown = file.resources.filter(({ name }) => !left.has(name)).length
  const entries = file.resources.map(
    (resource): MenuEntry => ({
      kind: 'check',
      label: labelOf(resource),
      checked: !left.has(resource.name),
      onChange: () => toggleResource(key, resource.name)
    })
  )
  const all = shown === file.resources.length
  const trigger = all ? (
    <IconButton icon='filter' label='Choose the resources' />
  ) : (
    <Chip on opens aria-label={`${shown} of ${file.resources.length} resources`}>
      {`${shown} of ${file.resources.length}`}
    </Chip>
  )
  return <Menu trigger={trigger} entries={entries} long />
}

/** Which calendar is shown, where there are several. */
function StoreChoice({ stores }: { stores: Stores }): ReactNode {
  const { stores: known, chosen, choose } = stores
  if (known === null || chosen === null || known.length < 2) return null
  const entries = known.map(
    (info: StoreInfo): MenuEntry => ({
      kind: 'act',
      label: info.label,
      hint: info.store.folder,
      ...(storeKey(info.store) === storeKey(chosen.store) && { icon: 'check' }),
      ...(info.exists === false && { note: 'not made yet' }),
      onSelect: () => choose(info)
    })
  )
  return (
    <Menu
      trigger={
        <Chip opens aria-label={`Calendar: ${chosen.label}`} className={styles.store}>
          <b>{chosen.label}</b>
        </Chip>
      }
      entries={entries}
    />
  )
}
