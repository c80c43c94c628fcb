/**
 * What RELION's MotionCorr and CtfFind jobs found out about each micrograph (`corrected_micrographs.star`,
 * `micrographs_ctf.star`). Labels: metadata_label.h of https://github.com/3dem/relion.
 *
 * `rlnAccumMotion…` is described there as ångström but is written in pixels of the movie before binning: the lengths of
 * the steps from frame to frame are added up as they are (motioncorr_runner.cpp, generateLogFilePDFAndWriteStarFiles),
 * and a movie of a known drift of 15.65 pixels at 1.5 Å a pixel got 15.57 (RELION 3.1.3). Here it is turned into
 * ångström by `rlnMicrographOriginalPixelSize` of the movie's optics group. CTFs are in ångström and degrees as written.
 */
import { parseStar, type StarFile, type StarTable, starBlock, starColumn, starNumber } from './star'

export interface MicrographMotion {
  readonly name: string
  /** `.star` with the shifts of each frame; null where the table names none. */
  readonly metadata: string | null
  /** Length of the way from the first frame to the last. */
  readonly totalAngstrom: number | null
  /** The part of it within the first 4 electrons per Å² (RELION's default). */
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

function rowsOf<T>(file: StarFile, make: (name: string, read: NumberOf, text: TextOf) => T): T[] {
  const table = starBlock(file, 'micrographs')?.table
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

/** Ångström of a pixel before binning, by optics group. */
function pixelSizes(file: StarFile): ReadonlyMap<string, number> {
  const table = starBlock(file, 'optics')?.table
  const sizes = (table && starColumn(table, 'rlnMicrographOriginalPixelSize')) ?? []
  const groups = (table && starColumn(table, 'rlnOpticsGroup')) ?? []
  return new Map(
    groups.flatMap((group, at) => {
      const size = starNumber(sizes[at])
      return size === null ? [] : [[group, size] as const]
    })
  )
}

const times = (value: number | null, factor: number | null): number | null =>
  value === null || factor === null ? null : value * factor

/**
 * Micrographs of `corrected_micrographs.star`, at most `most`; none where the text is another table. Motion is null
 * where the file tells no pixel size (before RELION 3.1).
 */
export function readMotion(text: string, most = 100_000): MicrographMotion[] {
  const file = parseStar(text, most)
  const sizes = pixelSizes(file)
  return rowsOf(file, (name, read, textOf) => {
    const size = sizes.get(textOf('rlnOpticsGroup') ?? '1') ?? null
    return {
      name,
      metadata: textOf('rlnMicrographMetadata'),
      totalAngstrom: times(read('rlnAccumMotionTotal'), size),
      earlyAngstrom: times(read('rlnAccumMotionEarly'), size),
      lateAngstrom: times(read('rlnAccumMotionLate'), size)
    }
  })
}

/** Micrographs of `micrographs_ctf.star`, at most `most`. */
export function readCtf(text: string, most = 100_000): MicrographCtf[] {
  return rowsOf(parseStar(text, most), (name, read) => {
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

/** Electrons per Å² that count as early (`--dose_motionstats_cutoff`, motioncorr_runner.cpp). */
const earlyDose = 4

/**
 * The motion of one movie from its own `.star`, reckoned as RELION does for its table at the end; the file is there as
 * soon as the movie is done. Null where the text is another file or its shifts are not written yet.
 */
export function readMovieMotion(
  text: string
): Pick<MicrographMotion, 'totalAngstrom' | 'earlyAngstrom' | 'lateAngstrom'> | null {
  const shifts = readShifts(text)
  const general = parseStar(text, 10).blocks.find(({ name }) => name === 'general')?.values
  if (!general || shifts.length === 0) return null
  const size = starNumber(general.get('rlnMicrographOriginalPixelSize'))
  const dose = starNumber(general.get('rlnMicrographDoseRate'))
  const before = starNumber(general.get('rlnMicrographPreExposure')) ?? 0
  const lastEarly = dose === null || dose <= 0 ? null : (earlyDose - before) / dose
  let total = 0
  let early = 0
  for (const [at, { frame, x, y }] of shifts.entries()) {
    const last = shifts[at - 1]
    if (!last) continue
    const step = Math.hypot(x - last.x, y - last.y)
    total += step
    if (lastEarly !== null && frame <= lastEarly) early += step
  }
  return {
    totalAngstrom: times(total, size),
    earlyAngstrom: lastEarly === null ? null : times(early, size),
    lateAngstrom: lastEarly === null ? null : times(total - early, size)
  }
}

type LogCtf = Pick<MicrographCtf, 'defocusUAngstrom' | 'defocusVAngstrom' | 'astigmatismAngstrom'> & {
  readonly maxResolutionAngstrom: number | null
}

/**
 * What ctffind printed about one micrograph (RELION keeps it as `…_ctffind4.log`, `…_ctffind5.log`, `…_gctf.log` or
 * `…_ctffind3.log` beside the micrograph's name; ctffind_runner.cpp reads the same lines). Null before it has a result.
 */
export function readCtfLog(text: string): LogCtf | null {
  const four = /Estimated defocus values\s*:\s*([\d.]+)\s*,\s*([\d.]+)/.exec(text)
  const three = /^\s*([\d.]+)\s+([\d.]+)\s+\S+\s+\S+\s+(?:\S+\s+)?Final Values/m.exec(text)
  const [u, v] = [starNumber((four ?? three)?.[1]), starNumber((four ?? three)?.[2])]
  if (u === null || v === null) return null
  return {
    defocusUAngstrom: u,
    defocusVAngstrom: v,
    astigmatismAngstrom: Math.abs(u - v),
    maxResolutionAngstrom: starNumber(/Thon rings with good fit up to\s*:\s*([\d.]+)/.exec(text)?.[1])
  }
}
