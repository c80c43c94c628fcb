/** `farscope job progress`. */
import type { JobProgress } from '@contract/job-progress'
import type { CommandRun } from '../command'
import { safeText } from '../text'

const angstrom = (value: number | null): string => (value === null ? 'not known' : `${value.toFixed(2)} Å`)

/** As it is shown to people: what is not known is left out. */
export function progressLines(progress: JobProgress): string {
  const { iteration, iterations, step, stepFraction, stepSecondsLeft, resolutionAngstrom, ended, classes } = progress
  const share = stepFraction === null ? '' : `, ${Math.round(stepFraction * 100)} %`
  const left = stepSecondsLeft === null ? '' : `, ${Math.round(stepSecondsLeft)} s left`
  return [
    `Folder      ${safeText(progress.folder)}`,
    ...(iteration === null ? [] : [`Iteration   ${iteration}${iterations === null ? '' : ` of ${iterations}`}`]),
    ...(step === null || ended !== null ? [] : [`Step        ${safeText(step)}${share}${left}`]),
    ...(resolutionAngstrom === null ? [] : [`Resolution  ${angstrom(resolutionAngstrom)}`]),
    ...(ended === null ? [] : [`Ended       ${ended}`]),
    ...classes.map(({ share: part, resolutionAngstrom: resolution }, at) => {
      const percent = part === null ? '' : `${(part * 100).toFixed(1)} %`
      return `Class ${String(at + 1).padEnd(5)} ${percent.padStart(7)}  ${angstrom(resolution)}`
    })
  ]
    .map(line => `${line}\n`)
    .join('')
}

export const jobProgress: CommandRun = async context => {
  const { args, signal, out } = context
  const [site = '', id = ''] = args.positionals
  const progress = await (await context.client()).jobs.progress({ site, id }, { signal })
  await out.result(progress, () => progressLines(progress))
  return 0
}
