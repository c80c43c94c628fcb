import { type DragEvent, useState } from 'react'

/** What may be dropped on a list or on one of its rows. */
export interface DropRules<T> {
  /** The effect of a drop here (row undefined: the list itself), or undefined where nothing may be dropped. */
  readonly accepts: (event: DragEvent, row: T | undefined) => 'copy' | 'move' | 'link' | undefined
  readonly onDrop: (event: DragEvent, row: T | undefined) => void
}

/** Where something that is held over the list would go: a row's place, the whole list, nowhere. */
export type DropPlace = number | 'list' | undefined

/** Handlers that show and take a drop. A row that refuses gives the question on to the list. */
export function useDropTarget<T>(
  rules: DropRules<T> | undefined,
  rowAt: (target: EventTarget) => number | undefined,
  rows: readonly T[]
) {
  const [over, setOver] = useState<DropPlace>()
  if (rules === undefined) return { over: undefined, handlers: {} }
  const judge = (event: DragEvent): { place: DropPlace; row: T | undefined } => {
    const place = rowAt(event.target)
    const row = place === undefined ? undefined : rows[place]
    const byRow = row === undefined ? undefined : rules.accepts(event, row)
    const effect = byRow ?? rules.accepts(event, undefined)
    event.dataTransfer.dropEffect = effect ?? 'none'
    if (effect === undefined) return { place: undefined, row: undefined }
    return byRow === undefined ? { place: 'list', row: undefined } : { place, row }
  }
  const handlers = {
    onDragOver: (event: DragEvent) => {
      const { place } = judge(event)
      if (place !== undefined) event.preventDefault()
      setOver(place)
    },
    onDragLeave: (event: DragEvent) => {
      // Leaving for a child of the list is not leaving.
      const into = event.relatedTarget
      if (!(into instanceof Node && event.currentTarget.contains(into))) setOver(undefined)
    },
    onDrop: (event: DragEvent) => {
      const { place, row } = judge(event)
      setOver(undefined)
      if (place === undefined) return
      event.preventDefault()
      rules.onDrop(event, row)
    }
  }
  return { over, handlers }
}
