/** How a cell of the heat map is drawn. Each use has a shape of its own, so that it reads without colour, at 8 px too. */
import type { NodeUse } from '@contract/jobs-cluster'
import { tokenColor } from '../../../ui/token-color'

/** The window's colours, resolved for a canvas. */
export interface CellColors {
  readonly line: string
  readonly quiet: string
  readonly text: string
  readonly name: string
  readonly ground: string
  readonly accent: string
  readonly warn: string
  readonly bad: string
}

/** The colours as the window has them now. */
export function cellColors(): CellColors {
  return {
    ...{ line: tokenColor('--line-ctl'), quiet: tokenColor('--fg-3'), text: tokenColor('--fg-2') },
    name: tokenColor('--fg'),
    ...{ ground: tokenColor('--bg'), accent: tokenColor('--accent'), warn: tokenColor('--warn') },
    bad: tokenColor('--bad')
  }
}

/** What a cell shows. */
export interface CellLook {
  readonly use: NodeUse
  /** Share of the CPUs that jobs have; null unknown. */
  readonly share: number | null
}

type Pen = CanvasRenderingContext2D

/** The square's edge; lines of one pixel stand between the grid's pixels. */
function edge(pen: Pen, x: number, y: number, size: number, color: string, dash: readonly number[] = []): void {
  pen.strokeStyle = color
  pen.lineWidth = 1
  pen.setLineDash([...dash])
  pen.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1)
  pen.setLineDash([])
}

function strokes(pen: Pen, color: string, size: number, lines: readonly (readonly number[])[]): void {
  pen.strokeStyle = color
  pen.lineWidth = size >= 14 ? 2 : 1.4
  pen.beginPath()
  for (const [fromX = 0, fromY = 0, toX = 0, toY = 0] of lines) {
    pen.moveTo(fromX, fromY)
    pen.lineTo(toX, toY)
  }
  pen.stroke()
}

function dot(pen: Pen, x: number, y: number, size: number, color: string): void {
  pen.fillStyle = color
  pen.beginPath()
  pen.arc(x + size / 2, y + size / 2, Math.max(1.5, size / 7), 0, 2 * Math.PI)
  pen.fill()
}

/** How full: from the bottom, at least a pixel and never all of it, or it would read as fully used. */
function level(pen: Pen, x: number, y: number, size: number, share: number, color: string): void {
  const inner = size - 4
  const height = Math.min(inner - 1, Math.max(1, Math.round(inner * share)))
  pen.fillStyle = color
  pen.fillRect(x + 2, y + 2 + inner - height, inner, height)
}

type Drawing = (pen: Pen, x: number, y: number, size: number, share: number | null, colors: CellColors) => void

const drawings: Readonly<Record<NodeUse, Drawing>> = {
  // An empty frame.
  idle: (pen, x, y, size, _share, { line }) => edge(pen, x, y, size, line),
  // A frame filled as far as its CPUs are used.
  mixed: (pen, x, y, size, share, { accent }) => {
    edge(pen, x, y, size, accent)
    level(pen, x, y, size, share ?? 0.5, accent)
  },
  // A full square.
  allocated: (pen, x, y, size, _share, { accent }) => {
    pen.fillStyle = accent
    pen.fillRect(x, y, size, size)
  },
  // A slash: no way in.
  draining: (pen, x, y, size, _share, { warn }) => {
    edge(pen, x, y, size, warn)
    strokes(pen, warn, size, [[x + 2, y + size - 2, x + size - 2, y + 2]])
  },
  // A full square with a cross cut out.
  down: (pen, x, y, size, _share, { bad, ground }) => {
    pen.fillStyle = bad
    pen.fillRect(x, y, size, size)
    const inset = size * 0.26
    strokes(pen, ground, size, [
      [x + inset, y + inset, x + size - inset, y + size - inset],
      [x + size - inset, y + inset, x + inset, y + size - inset]
    ])
  },
  // A dashed frame.
  asleep: (pen, x, y, size, _share, { quiet }) => edge(pen, x, y, size, quiet, [2, 2]),
  // A dashed frame with an arrow up.
  waking: (pen, x, y, size, _share, { accent }) => {
    edge(pen, x, y, size, accent, [2, 2])
    const [middle, top, bottom] = [x + size / 2, y + size * 0.3, y + size * 0.72]
    strokes(pen, accent, size, [
      [x + size * 0.25, bottom - size * 0.1, middle, top],
      [middle, top, x + size * 0.75, bottom - size * 0.1]
    ])
  },
  // Two bars, as what is paused has.
  kept: (pen, x, y, size, _share, { line, quiet }) => {
    edge(pen, x, y, size, line)
    const [left, right, top, bottom] = [x + size * 0.36, x + size * 0.64, y + size * 0.28, y + size * 0.72]
    strokes(pen, quiet, size, [
      [left, top, left, bottom],
      [right, top, right, bottom]
    ])
  },
  // A frame with a dot.
  unknown: (pen, x, y, size, _share, { line, quiet }) => {
    edge(pen, x, y, size, line)
    dot(pen, x, y, size, quiet)
  }
}

/** Draws one square with its left top corner at `x`, `y`; lengths in CSS pixels. */
export function drawCell(pen: Pen, x: number, y: number, size: number, look: CellLook, colors: CellColors): void {
  drawings[look.use](pen, x, y, size, look.share, colors)
}

/** A canvas of this size in CSS pixels, sharp on every screen; null where the browser gives no context. */
export function penFor(canvas: HTMLCanvasElement, width: number, height: number): Pen | null {
  const ratio = window.devicePixelRatio || 1
  canvas.width = Math.ceil(width * ratio)
  canvas.height = Math.ceil(height * ratio)
  const pen = canvas.getContext('2d')
  pen?.scale(ratio, ratio)
  return pen
}
