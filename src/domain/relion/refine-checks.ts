/**
 * What would end a classification or refinement in its first minutes, seen before a machine is paid for. After the checks
 * of cryoem-cloud-tools (relion/qsub_aws, parseCMDrefine); RELION's own are in ml_optimiser.cpp, initialiseGeneral.
 */
import type { RelionCommand } from './script-commands'
import { type StarFile, starBlock, starColumn, starNumber } from './star'

export interface RefineFacts {
  /** The particles, `--i`; null: it is not read, as when a job is continued. */
  readonly particles: StarFile | null
  /** Pixels along one side of the reference; null: unknown, or none. */
  readonly referenceBox: number | null
}

/** What is wrong, as sentences; empty: nothing is. Commands of other programs have nothing to be checked. */
export function refineProblems({ program, options }: RelionCommand, facts: RefineFacts): string[] {
  if (!/^relion_refine(_mpi)?$/.test(program)) return []
  const iterations = starNumber(options.get('iter') ?? undefined)
  const from = Number(/_it(\d+)_/.exec(options.get('continue') ?? '')?.[1] ?? Number.NaN)
  if (options.has('continue'))
    return iterations !== null && iterations <= from
      ? [`It is continued from iteration ${from}, and --iter ${iterations} is not beyond it.`]
      : []
  return facts.particles === null ? [] : particleProblems(options, facts.particles, facts.referenceBox)
}

function particleProblems(options: RelionCommand['options'], star: StarFile, referenceBox: number | null): string[] {
  const table = starBlock(star, 'particles')?.table ?? null
  const optics = star.blocks.find(({ name }) => name === 'optics')?.table ?? null
  const has = (column: string): boolean => [table, optics].some(one => one?.columns.includes(column) === true)
  if (table === null || !has('rlnImageName')) return ['--i has no column rlnImageName: it is no table of particles.']
  if (table.rows.length === 0) return ['--i has no particles.']
  const problems: string[] = []
  const needsCtf = options.has('ctf') && !has('rlnDefocusU') && !has('rlnCtfImage')
  if (needsCtf) problems.push('--ctf needs the column rlnDefocusU in --i.')
  // RELION before 3.1 has the pixel size as magnification and detector.
  const old = has('rlnMagnification') && has('rlnDetectorPixelSize')
  if (!has('rlnImagePixelSize') && !old && !options.has('angpix')) problems.push('--i does not tell the pixel size.')
  const first = (column: string): number | null => starNumber((optics && starColumn(optics, column))?.[0])
  const [box, pixel] = [first('rlnImageSize'), first('rlnImagePixelSize')]
  if (box !== null && referenceBox !== null && box !== referenceBox && !options.has('trust_ref_size'))
    problems.push(`The particles are ${box} pixels wide, the reference ${referenceBox}.`)
  const diameter = starNumber(options.get('particle_diameter') ?? undefined)
  if (box !== null && pixel !== null && diameter !== null && diameter > box * pixel)
    problems.push(`--particle_diameter ${diameter} is wider than the box of ${Math.floor(box * pixel)} Å.`)
  return problems
}
