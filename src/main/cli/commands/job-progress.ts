/** `farscope job progress`. */
import type { JobProgress, Micrograph } from '@contract/job-progress'
import type { CommandRun } from '../command'
import { safeText } from '../text'

const angstrom = (value: number | null): string => (value === null ? 'not known' : `${value.toFixed(2)} Å`)

/** The middle one of what is known. */
function median(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null).sort((a, b) => a - b)
  return known[Math.floor(known.length / 2)] ?? null
}

function micrographLines({ total, done, newest }: NonNullable<JobProgress['micrographs']>): string[] {
  const middle = (label: string, of: (one: Micrograph) => number | null): string[] => {
    const value = median(newest.map(of))
    return value === null ? [] : [`${label.padEnd(12)}${angstrom(value)} (median)`]
  }
  return [
    `Micrographs ${done}${total === null ? '' : ` of ${total}`}`,
    ...middle('Motion', one => one.totalMotion),
    ...middle('Defocus', one => one.defocusAngstrom),
    ...middle('Astigmatism', one => one.astigmatismAngstrom),
    ...middle('CTF fit to', one => one.ctfResolutionAngstrom)
  ]
}

/** As it is shown to people: what is not known is left out. */
function progressLines(progress: JobProgress): string {
  const { iteration, iterations, step, stepFraction, stepSecondsLeft, resolutionAngstrom, ended, classes } = progress
  const share = stepFraction === null ? '' : `, ${Math.round(stepFraction * 100)} %`
  const left = stepSecondsLeft === null ? '' : `, ${Math.round(stepSecondsLeft)} s left`
  return [
    `Program     ${progress.program}${progress.kind === null ? '' : ` ${safeText(progress.kind)}`}`,
    `Folder      ${safeText(progress.folder)}`,
    ...(iteration === null ? [] : [`Iteration   ${iteration}${iterations === null ? '' : ` of ${iterations}`}`]),
    ...(step === null || ended !== null ? [] : [`Step        ${safeText(step)}${share}${left}`]),
    ...(resolutionAngstrom === null ? [] : [`Resolution  ${angstrom(resolutionAngstrom)}`]),
    ...(ended === null ? [] : [`Ended       ${ended}`]),
    ...(progress.expectedEnd === null ? [] : [`Ends about  ${progress.expectedEnd}`]),
    ...(progress.micrographs === null ? [] : micrographLines(progress.micrographs)),
    ...progress.series.slice(-10).map(seriesLine),
    ...classes.map(({ share: part, resolutionAngstrom: resolution }, at) => {
      const percent = part === null ? '' : `${(part * 100).toFixed(1)} %`
      return `Class ${String(at + 1).padEnd(5)} ${percent.padStart(7)}  ${angstrom(resolution)}`
    })
  ]
    .map(line => `${line}\n`)
    .join('')
}

function seriesLine({ iteration, resolutionAngstrom, classes, changed }: JobProgress['series'][number]): string {
  const counted = classes === null ? '' : `  ${classes} ${classes === 1 ? 'class' : 'classes'}`
  const moved = changed === null ? '' : `  ${(changed * 100).toFixed(1)} % changed class`
  return `It ${String(iteration).padStart(4)}     ${angstrom(resolutionAngstrom)}${counted}${moved}`
}

export const jobProgress: CommandRun = async context => {
  const { args, signal, out } = context
  const [site = '', id = ''] = args.positionals
  const progress = await (await context.client()).jobs.progress({ site, id }, { signal })
  await out.result(progress, () => progressLines(progress))
  return 0
}
