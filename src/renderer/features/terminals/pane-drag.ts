/** Dragging panes by their heads, and tabs in their row: what is held, and the edge of a pane that is nearest. */
import { createStore, useStore } from 'zustand'
import type { Side } from './pane-tree'

/** What is dragged inside the room. */
export type Held = { readonly kind: 'pane' | 'tab'; readonly key: string }

/** Kinds of data on a drag. Without data of some kind no drag begins. */
export const heldType = 'application/x-farscope-terminal'
export const entriesType = 'application/x-farscope-files'

const heldStore = createStore<{ held: Held | null }>(() => ({ held: null }))

export const useHeld = (): Held | null => useStore(heldStore, state => state.held)
export const currentHeld = (): Held | null => heldStore.getState().held

/** A drag begins. The page is changed only after the browser took its picture of what is dragged. */
export function hold(held: Held, data: DataTransfer): void {
  data.effectAllowed = 'move'
  data.setData(heldType, held.key)
  setTimeout(() => heldStore.setState({ held }), 0)
}

export function letGo(): void {
  heldStore.setState({ held: null })
}

/** Paths of entries that the files room drags; none where the data is not its own. */
export function draggedPaths(data: string): readonly string[] {
  try {
    const paths: unknown = JSON.parse(data)
    return Array.isArray(paths) ? paths.filter(path => typeof path === 'string') : []
  } catch {
    return []
  }
}

/** The edge of a box that a point in it is nearest to, in shares of the box. */
export function nearestSide(x: number, y: number): Side {
  const away = [
    ['left', x],
    ['right', 1 - x],
    ['up', y],
    ['down', 1 - y]
  ] as const
  return away.reduce((best, one) => (one[1] < best[1] ? one : best))[0]
}

/** The nearest edge of an element to the pointer. */
export function sideAt(element: Element, pointer: { clientX: number; clientY: number }): Side {
  const { left, top, width, height } = element.getBoundingClientRect()
  return nearestSide((pointer.clientX - left) / width, (pointer.clientY - top) / height)
}
