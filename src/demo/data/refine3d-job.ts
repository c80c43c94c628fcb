/** The models of the refinement that is at work when a facility opens. */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { refineLine, resolutionAt } from './logs'
import { starValues } from './star'

/** Seconds that each iteration takes, and lines that it prints. */
export const refineSeconds = 600
export const refineLines = 24
/** Iterations that are done when a facility opens. */
export const refinedIterations = 12

export const refineFolder = 'Refine3D/job012'

/** A line of its run.out. */
export const refine3dLine = (step: number): string => refineLine(step, refineLines)

/** `project/Refine3D/job012` gets the models that it has after so many seconds, each with the time it was written. */
export function refineFiles(project: string): (seconds: number) => void {
  let written = 0
  return seconds => {
    const folder = join(project, refineFolder)
    mkdirSync(folder, { recursive: true })
    for (const done = Math.floor(seconds / refineSeconds); written < done; written++) {
      const iteration = written + 1
      const file = join(folder, `run_it${String(iteration).padStart(3, '0')}_model.star`)
      const CurrentResolution = resolutionAt(iteration).toFixed(6)
      writeFileSync(file, starValues('model_general', { ReferenceDimensionality: 3, CurrentResolution }))
      const when = Date.now() / 1000 - (seconds - iteration * refineSeconds)
      utimesSync(file, when, when)
    }
  }
}
