/** RELION's tables of micrographs, also piece by piece: they are read as they grow. */
import { readCtf, readMotion } from '../relion/micrographs'
import { parseStar, starBlock, starColumn } from '../relion/star'
import type { Finding } from './joined'

const mean = (u: number | null, v: number | null): number | null => (u === null || v === null ? null : (u + v) / 2)

/** Of `corrected_micrographs.star`. */
export function motionFindings(text: string): Finding[] {
  return readMotion(text).map(({ name, totalAngstrom }) => ({
    ...{ path: name, writtenAt: null, driftAngstrom: totalAngstrom }
  }))
}

/** Of `micrographs_ctf.star`. `rlnCtfImage` names the diagnostic image; what follows its colon is how to read it. */
export function ctfFindings(text: string): Finding[] {
  const table = starBlock(parseStar(text), 'micrographs')?.table
  const images = table && starColumn(table, 'rlnCtfImage')
  return readCtf(text).map((found, row) => ({
    ...{ path: found.name, writtenAt: null, ctfResolutionAngstrom: found.maxResolutionAngstrom },
    defocusAngstrom: mean(found.defocusUAngstrom, found.defocusVAngstrom),
    astigmatismAngstrom: found.astigmatismAngstrom,
    spectrum: images?.[row]?.replace(/:\w+$/, '') ?? null
  }))
}

/**
 * How many characters of a table come before the rows of its micrographs; null while they are not all there. With them
 * in front, rows read alone can be parsed.
 */
export function headLength(text: string): number | null {
  const block = /^data_(?:micrographs)?[ \t]*$/m.exec(text)
  if (!block) return null
  const loop = /^loop_\s*$/m.exec(text.slice(block.index))
  if (!loop) return null
  const labels = /^(?:_\S+[^\n]*\n)+/m.exec(text.slice(block.index + loop.index + loop[0].length))
  if (!labels) return null
  const end = block.index + loop.index + loop[0].length + labels.index + labels[0].length
  // The last label may be cut in the middle: a row has to follow.
  return /\S/.test(text.slice(end)) ? end : null
}

/** Up to where the rows are whole: behind the last line that has something and has ended. */
export function wholeRows(text: string): number {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const rows = whole.replace(/\s+$/, '')
  return rows === '' ? 0 : Math.min(whole.length, rows.length + 1)
}
