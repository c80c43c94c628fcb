/** What the calendar shows and how, kept for the next time. */
import { createStore, useStore } from 'zustand'
import { type CalendarView, calendarViews } from './stretch'

/** Whose days divide the calendar. */
export type ClockChoice = 'facility' | 'here'

export interface RoomView {
  readonly view: CalendarView
  readonly clock: ClockChoice
  /** Resources that are left out, by store; those that come new are shown. */
  readonly hidden: Readonly<Record<string, readonly string[]>>
  readonly showCancelled: boolean
}

const storageKey = 'farscope.calendar.view'
const initial: RoomView = { view: 'week', clock: 'facility', hidden: {}, showCancelled: false }

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What was kept; whatever is not as it should be is as at first. */
export function parseRoomView(text: string | null): RoomView {
  let kept: unknown
  try {
    kept = JSON.parse(text ?? '{}')
  } catch {
    return initial
  }
  if (!isRecord(kept)) return initial
  const lists = Object.entries(isRecord(kept.hidden) ? kept.hidden : {}).map(
    ([store, names]) => [store, Array.isArray(names) ? names.filter(name => typeof name === 'string') : []] as const
  )
  return {
    view: calendarViews.find(view => view === kept.view) ?? initial.view,
    clock: kept.clock === 'here' ? 'here' : 'facility',
    hidden: Object.fromEntries(lists),
    showCancelled: kept.showCancelled === true
  }
}

const readKept = (): string | null => (typeof localStorage === 'undefined' ? null : localStorage.getItem(storageKey))

const view = createStore<RoomView>(() => parseRoomView(readKept()))

export const useRoomView = (): RoomView => useStore(view)

export function changeRoomView(change: Partial<RoomView>): void {
  view.setState(change)
  localStorage.setItem(storageKey, JSON.stringify(view.getState()))
}

/** Shows a resource of a store, or leaves it out. */
export function toggleResource(store: string, name: string): void {
  const { hidden } = view.getState()
  const names = hidden[store] ?? []
  const next = names.includes(name) ? names.filter(one => one !== name) : [...names, name]
  changeRoomView({ hidden: { ...hidden, [store]: next } })
}

/** Leaves out no resource of a store. */
export function showAllResources(store: string): void {
  const { hidden } = view.getState()
  changeRoomView({ hidden: { ...hidden, [store]: [] } })
}
