/** What two tables of RELION say about the same micrographs, as one list by time. */
import type { MicrographQuality } from '@contract/cockpit'
import { timeInName } from './name-time'

/** What one source tells of one micrograph. Ångström. */
export interface Finding {
  /** As RELION has it: a path below the project's folder. */
  readonly path: string
  /** When the file that tells it was written, where it is one of its own. Milliseconds since 1970. */
  readonly writtenAt: number | null
  readonly driftAngstrom?: number | null
  readonly ctfResolutionAngstrom?: number | null
  readonly defocusAngstrom?: number | null
  readonly astigmatismAngstrom?: number | null
  /** CTFFIND's diagnostic image, below the project's folder. */
  readonly spectrum?: string | null
}

/** A micrograph with where its pictures are. */
export interface JoinedMicrograph extends MicrographQuality {
  readonly path: string
  readonly spectrum: string | null
}

/** The name without folders and ending: it is the same in each job's folder. */
export function micrographName(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.(mrcs?|tiff?|eer)$/i, '')
}

/**
 * By time, those without one first, else in the order in which they were told. `findings`: motion first, as its
 * micrograph is the one with a picture.
 */
export function joined(findings: readonly Finding[], timeZone: string): JoinedMicrograph[] {
  const all = new Map<string, JoinedMicrograph>()
  for (const finding of findings) {
    const name = micrographName(finding.path)
    const known = all.get(name)
    const written = known?.at ? Date.parse(known.at) : finding.writtenAt
    const at = timeInName(name, timeZone) ?? written
    all.set(name, {
      name,
      at: at === null ? null : new Date(at).toISOString(),
      path: known?.path ?? finding.path,
      spectrum: finding.spectrum ?? known?.spectrum ?? null,
      driftAngstrom: finding.driftAngstrom ?? known?.driftAngstrom ?? null,
      ctfResolutionAngstrom: finding.ctfResolutionAngstrom ?? known?.ctfResolutionAngstrom ?? null,
      defocusAngstrom: finding.defocusAngstrom ?? known?.defocusAngstrom ?? null,
      astigmatismAngstrom: finding.astigmatismAngstrom ?? known?.astigmatismAngstrom ?? null
    })
  }
  const time = ({ at }: JoinedMicrograph): number => (at === null ? Number.NEGATIVE_INFINITY : Date.parse(at))
  return [...all.values()].sort((a, b) => (time(a) === time(b) ? 0 : time(a) - time(b)))
}
