import type { ClusterNode, NodeUse } from '@contract/jobs-cluster'
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import { countOf } from '../../../ui/format'
import { visibleName } from '../../../ui/visible-name'
import styles from './cluster.module.css'
import { type CellColors, drawCell, penFor } from './heat-cell'
import { cellAfterKey, cellAt, cellUnder, type HeatGrid, type HeatPlan, heatGrid } from './heat-plan'
import type { NodeGroup } from './node-groups'
import { NodeTip } from './node-tip'
import { cellFigures, cellLook, type Measure, nodeSentence } from './node-use'

export interface HeatGroupProps {
  readonly group: NodeGroup
  readonly plan: HeatPlan
  /** CSS pixels there are. */
  readonly width: number
  readonly colors: CellColors | undefined
  readonly measure: Measure
  /** Only nodes in this use are drawn strongly; all of them without. */
  readonly only: NodeUse | undefined
  /** Name of the node whose facts are open. */
  readonly chosen: string | undefined
  readonly onChoose: (name: string) => void
}

/** How strongly cells are drawn that are not looked for. */
const faintest = 0.2

/** The end of a long name tells nodes apart: it keeps that. */
export function cellName(name: string, letters: number): string {
  const shown = visibleName(name)
  return shown.length <= letters ? shown : `…${shown.slice(1 - letters)}`
}

function drawGroup(canvas: HTMLCanvasElement, grid: HeatGrid, props: HeatGroupProps & { colors: CellColors }): void {
  const { group, plan, colors, only, measure } = props
  const pen = penFor(canvas, grid.width, grid.height)
  if (pen === null) return
  pen.font = `11px ${getComputedStyle(canvas).fontFamily}`
  pen.textBaseline = 'middle'
  group.nodes.forEach((node, place) => {
    const { x, y } = cellAt(plan, grid, place)
    pen.globalAlpha = only === undefined || only === node.use ? 1 : faintest
    drawCell(pen, x, y, plan.size, cellLook(node, measure), colors)
    if (plan.letters === 0) return
    const [left, middle] = [x + plan.size + (plan.figures ? 8 : 6), y + plan.size / 2 + 1]
    pen.fillStyle = plan.figures ? colors.name : colors.text
    pen.fillText(cellName(node.name, plan.letters), left, plan.figures ? middle - 8 : middle)
    pen.fillStyle = colors.quiet
    if (plan.figures) pen.fillText(cellFigures(node, measure), left, middle + 8)
  })
}

/** The cell with the pointer or the keyboard. */
function useCursor(grid: HeatGrid, props: HeatGroupProps) {
  const { group, plan, onChoose } = props
  const count = group.nodes.length
  const [hovered, setHovered] = useState<number>()
  const [place, setPlace] = useState(0)
  const [focused, setFocused] = useState(false)
  const cursor = Math.min(place, count - 1)
  const under = (event: MouseEvent<HTMLElement>): number | undefined => {
    const box = event.currentTarget.getBoundingClientRect()
    return cellUnder(plan, grid, count, event.clientX - box.left, event.clientY - box.top)
  }
  const choose = (at: number | undefined): void => {
    const node = at === undefined ? undefined : group.nodes[at]
    if (at === undefined || node === undefined) return
    setPlace(at)
    onChoose(node.name)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = cellAfterKey(grid, count, cursor, event.key)
    const opens = event.key === 'Enter' || event.key === ' '
    if (next === undefined && !opens) return
    event.preventDefault()
    setHovered(undefined)
    if (next !== undefined) setPlace(next)
    if (opens) choose(cursor)
  }
  const handlers = {
    onKeyDown,
    onMouseMove: (event: MouseEvent<HTMLElement>) => setHovered(under(event)),
    onMouseLeave: () => setHovered(undefined),
    onClick: (event: MouseEvent<HTMLElement>) => choose(under(event)),
    // A press of the pointer focuses too, and shows where it is by itself.
    onFocus: (event: { currentTarget: HTMLElement }) => setFocused(event.currentTarget.matches(':focus-visible')),
    onBlur: () => setFocused(false)
  }
  return { cursor, focused, shown: hovered ?? (focused ? cursor : undefined), handlers }
}

/** A ring round one cell, drawn over the canvas so that moving it draws nothing anew. */
function Ring(props: {
  plan: HeatPlan
  grid: HeatGrid
  place: number
  className: string | undefined
  /** Brings the cell into sight: a map of thousands is higher than the page. */
  reveal?: boolean
}): ReactNode {
  const { plan, grid, place, className, reveal = false } = props
  const ring = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place is another cell to see
  useEffect(() => {
    if (reveal) ring.current?.scrollIntoView({ block: 'nearest' })
  }, [reveal, place])
  const { x, y } = cellAt(plan, grid, place)
  const side = plan.size + 4
  return <i ref={ring} className={className} style={{ left: x - 2, top: y - 2, width: side, height: side }} />
}

/**
 * The nodes of one group on a canvas: one stop of the Tab key, arrows go from cell to cell, Enter opens. The list that
 * screen readers see holds the cell with the keyboard; 5,000 elements would make the page slow.
 */
export function HeatGroup(props: HeatGroupProps): ReactNode {
  const { group, plan, width, colors, measure, only, chosen } = props
  const id = useId()
  const canvas = useRef<HTMLCanvasElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const count = group.nodes.length
  const grid = useMemo(() => heatGrid(plan, count, width), [plan, count, width])
  const { cursor, focused, shown, handlers } = useCursor(grid, props)
  const chosenAt = chosen === undefined ? -1 : group.nodes.findIndex(({ name }) => name === chosen)
  const node: ClusterNode | undefined = group.nodes[cursor]
  const tip = shown === undefined ? undefined : group.nodes[shown]
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn is named here; the callbacks are not
  useEffect(() => {
    if (canvas.current && colors) drawGroup(canvas.current, grid, { ...props, colors })
  }, [group, grid, plan, colors, measure, only])
  return (
    <section className={styles.group}>
      <h3 className={styles.groupHead}>
        {group.name} <span className='faint'>{countOf(count, 'node')}</span>
      </h3>
      <div
        ref={list}
        role='listbox'
        aria-label={`Nodes: ${group.name}`}
        aria-activedescendant={`${id}-${cursor}`}
        tabIndex={0}
        className={styles.cells}
        style={{ width: grid.width, height: grid.height }}
        {...handlers}
      >
        <canvas ref={canvas} className={styles.canvas} style={{ width: grid.width, height: grid.height }} />
        {node && (
          // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names it as active
          <span
            key={cursor}
            id={`${id}-${cursor}`}
            role='option'
            aria-selected={cursor === chosenAt}
            aria-setsize={count}
            aria-posinset={cursor + 1}
            className='spoken'
          >
            {nodeSentence(node)}
          </span>
        )}
        {chosenAt >= 0 && <Ring {...{ plan, grid }} place={chosenAt} className={styles.chosen} />}
        {focused && <Ring {...{ plan, grid }} place={cursor} className={styles.cursor} reveal />}
      </div>
      {tip && shown !== undefined && <NodeTip node={tip} cell={cellAt(plan, grid, shown)} plan={plan} list={list} />}
    </section>
  )
}
