/** Paths of a terminal's text as links: found only where the pointer is, and opened with a key held. */
import type { IBufferLine, IBufferRange, IDisposable, ILink, Terminal } from '@xterm/xterm'
import { isMac } from '../../ui/key-hint'
import type { LinkHint } from './link-hint'
import { type FoundPath, pathLimits } from './path-links'

/** A line of the program, which the screen may show in several rows. */
interface WholeLine {
  readonly text: string
  /** Row of the buffer, from 0, and where its text begins in `text`. */
  readonly rows: readonly { readonly at: number; readonly from: number }[]
}

/** The line around a row; of a very long one the part near that row. */
function wholeLine(line: (at: number) => IBufferLine | undefined, row: number, cols: number): WholeLine {
  const most = Math.max(1, Math.floor(pathLimits.units / 2 / cols))
  let first = row
  while (first > row - most && line(first)?.isWrapped === true) first -= 1
  const rows: { at: number; from: number }[] = []
  let text = ''
  for (let at = first; at <= row + most; at++) {
    const next = line(at)
    if (!next || (at > first && !next.isWrapped)) break
    rows.push({ at, from: text.length })
    text += next.translateToString(false)
  }
  return { text, rows }
}

/** The cell, from 1, that shows a letter of a row: letters may be several units, or two cells wide. */
function cellOf(line: IBufferLine | undefined, unit: number): number {
  let before = 0
  for (let x = 0; line && x < line.length; x++) {
    const cell = line.getCell(x)
    if (!cell || cell.getWidth() === 0) continue
    before += cell.getChars().length || 1
    if (before > unit) return x + cell.getWidth()
  }
  return line?.length ?? 1
}

/** How a screen finds paths and what it does with one that is wanted. */
export interface PathLinks {
  find(text: string): readonly FoundPath[]
  open(path: FoundPath): void
}

/** Adds the links to a terminal. A program is asked nothing, nor is the host, before one of them is wanted. */
export function linkPaths(terminal: Terminal, { find, open }: PathLinks, hint: LinkHint): IDisposable {
  const lineAt = (at: number): IBufferLine | undefined => terminal.buffer.active.getLine(at)
  const rangeOf = ({ rows }: WholeLine, { start, end }: FoundPath): IBufferRange | null => {
    const cell = (unit: number): { x: number; y: number } | null => {
      const row = rows.findLast(({ from }) => from <= unit)
      return row ? { x: cellOf(lineAt(row.at), unit - row.from), y: row.at + 1 } : null
    }
    const [first, last] = [cell(start), cell(end - 1)]
    return first && last ? { start: first, end: last } : null
  }
  return terminal.registerLinkProvider({
    provideLinks: (y, answer) => {
      const whole = wholeLine(lineAt, y - 1, terminal.cols)
      const links = find(whole.text).flatMap((path): ILink[] => {
        const range = rangeOf(whole, path)
        if (!range || range.start.y > y || range.end.y < y) return []
        return [
          {
            ...{ range, text: whole.text.slice(path.start, path.end) },
            activate: event => {
              // A click alone belongs to the text: it selects, or goes to a program that takes the mouse.
              if (isMac() ? event.metaKey : event.ctrlKey) open(path)
            },
            hover: event => hint.show(event, `${isMac() ? '⌘' : 'Ctrl'}+click shows it in Files`),
            leave: hint.hide
          }
        ]
      })
      answer(links)
    }
  })
}
