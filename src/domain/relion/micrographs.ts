/**
 * What RELION's MotionCorr and CtfFind jobs found out about each micrograph (`corrected_micrographs.star`,
 * `micrographs_ctf.star`). Labels: metadata_label.h of https://github.com/3dem/relion; ångström and degrees throughout.
 */
import { parseStar, type StarTable, starBlock, starColumn, starNumber } from './star'

export interface MicrographMotion {
  readonly name: string
  /** `.star` with the shifts of each frame; null where the table names none. */
  readonly metadata: string | null
  readonly totalAngstrom: number | null
  readonly earlyAngstrom: number | null
  readonly lateAngstrom: number | null
}

export interface MicrographCtf {
  readonly name: string
  readonly defocusUAngstrom: number | null
  readonly defocusVAngstrom: number | null
  /** |U - V|, as RELION reckons it. */
  readonly astigmatismAngstrom: number | null
  readonly angleDegrees: number | null
  readonly maxResolutionAngstrom: number | null
  readonly figureOfMerit: number | null
}

/** Shift of each frame against the first, in pixels of the movie. */
export interface FrameShift {
  readonly frame: number
  readonly x: number
  readonly y: number
}

type NumberOf = (label: string) => number | null
type TextOf = (label: string) => string | null

function rowsOf<T>(
  text: string,
  block: string,
  most: number,
  make: (name: string, read: NumberOf, text: TextOf) => T
): T[] {
  const table = starBlock(parseStar(text, most), block)?.table
  const names = table && starColumn(table, 'rlnMicrographName')
  if (!table || !names) return []
  const columns = columnCache(table)
  return names.map((name, row) =>
    make(
      name,
      label => starNumber(columns(label)?.[row]),
      label => columns(label)?.[row] ?? null
    )
  )
}

function columnCache(table: StarTable): (label: string) => string[] | undefined {
  const known = new Map<string, string[] | undefined>()
  return label => {
    if (!known.has(label)) known.set(label, starColumn(table, label))
    return known.get(label)
  }
}

/** Micrographs of `corrected_micrographs.star`, at most `most`; none where the text is another table. */
export function readMotion(text: string, most = 100_000): MicrographMotion[] {
  return rowsOf(text, 'micrographs', most, (name, read, textOf) => ({
    name,
    metadata: textOf('rlnMicrographMetadata'),
    totalAngstrom: read('rlnAccumMotionTotal'),
    earlyAngstrom: read('rlnAccumMotionEarly'),
    lateAngstrom: read('rlnAccumMotionLate')
  }))
}

/** Micrographs of `micrographs_ctf.star`, at most `most`. */
export function readCtf(text: string, most = 100_000): MicrographCtf[] {
  return rowsOf(text, 'micrographs', most, (name, read) => {
    const [u, v] = [read('rlnDefocusU'), read('rlnDefocusV')]
    return {
      name,
      defocusUAngstrom: u,
      defocusVAngstrom: v,
      astigmatismAngstrom: read('rlnCtfAstigmatism') ?? (u === null || v === null ? null : Math.abs(u - v)),
      angleDegrees: read('rlnDefocusAngle'),
      maxResolutionAngstrom: read('rlnCtfMaxResolution'),
      figureOfMerit: read('rlnCtfFigureOfMerit')
    }
  })
}

/** The motion of the whole frame over the exposure, from a micrograph's own `.star`. */
export function readShifts(text: string): FrameShift[] {
  const table = starBlock(parseStar(text, 10_000), 'global_shift')?.table
  if (!table) return []
  const column = (label: string): string[] => starColumn(table, label) ?? []
  const xs = column('rlnMicrographShiftX')
  const ys = column('rlnMicrographShiftY')
  return column('rlnMicrographFrameNumber').flatMap((text, at) => {
    const [frame, x, y] = [starNumber(text), starNumber(xs[at]), starNumber(ys[at])]
    return frame === null || x === null || y === null ? [] : [{ frame, x, y }]
  })
}
