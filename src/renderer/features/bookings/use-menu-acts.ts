import { Failure } from '@domain/failure'
import type { MenuEntry } from '../../ui/menu'
import { saveFile } from '../../ui/save-file'
import { notify } from '../../ui/toasts'
import type { RoomPage } from './calendar-room'
import type { Question } from './questions'
import { type BookingsRoom, offlineReason } from './room-context'
import { changeRoomView, useRoomView } from './room-view'
import type { Stretch } from './stretch'
import { storeKey } from './use-stores'

/** Saves bookings as iCalendar. `name`: of the file, without its extension. */
export async function exportBookings(
  { bookings, store }: Pick<BookingsRoom, 'bookings' | 'store'>,
  what: { uid?: string; mine?: boolean; resources?: string[]; start?: string; end?: string },
  name: string
): Promise<void> {
  try {
    const { text } = await bookings.export({ store, ...what })
    saveFile([text], `${name}.ics`, 'text/calendar')
  } catch (thrown) {
    notify('It could not be exported', { description: Failure.from(thrown).message })
  }
}

/** What the menu of the room offers beside what stands in its bar. */
export function useMenuActs(props: {
  room: BookingsRoom
  stretch: Stretch
  onPage: (page: RoomPage) => void
  onAsk: (question: Question) => void
}): readonly MenuEntry[] {
  const { room, stretch, onPage, onAsk } = props
  const { showCancelled, hidden } = useRoomView()
  const left = hidden[storeKey(room.store)] ?? []
  const shown = room.file.resources.map(({ name }) => name).filter(name => !left.includes(name))
  const span = { start: new Date(stretch.from).toISOString(), end: new Date(stretch.to).toISOString() }
  const away = offlineReason(room)
  return [
    {
      kind: 'check',
      label: 'Show cancelled ones',
      checked: showCancelled,
      onChange: next => changeRoomView({ showCancelled: next })
    },
    { kind: 'line' },
    {
      ...{ kind: 'act', icon: 'download', label: 'Export mine as .ics' },
      onSelect: () => void exportBookings(room, { mine: true }, 'my-bookings')
    },
    {
      ...{ kind: 'act', icon: 'download', label: 'Export what is shown as .ics' },
      onSelect: () => void exportBookings(room, { ...span, resources: shown }, 'bookings')
    },
    {
      ...{ kind: 'act', icon: 'upload', label: 'Import an .ics file…', disabledReason: away },
      onSelect: () => onAsk({ is: 'import' })
    },
    { kind: 'line' },
    ...(room.administrator
      ? [{ kind: 'act', icon: 'check', label: 'Waiting for consent', onSelect: () => onPage('consent') } as const]
      : []),
    { kind: 'act', icon: 'history', label: 'Log', onSelect: () => onPage('log') },
    { kind: 'act', icon: 'compare', label: 'Usage report', onSelect: () => onPage('usage') },
    { kind: 'act', icon: 'settings', label: 'Resources and rules', onSelect: () => onPage('rules') },
    { kind: 'act', icon: 'person', label: 'People', onSelect: () => onPage('people') },
    { kind: 'act', icon: 'check', label: 'Check the files…', onSelect: () => onAsk({ is: 'check' }) }
  ]
}
