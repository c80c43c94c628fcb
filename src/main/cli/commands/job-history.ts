/** `farscope job history|submission`. */
import type { JobWeek, PastJob, Submission } from '@contract/jobs-history'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { unknownState } from '@domain/jobs/history'
import { knownStates } from '@domain/jobs/states'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { jobIds } from '../job-ids'
import { shownJob } from '../job-text'
import { durationText, fields, safeText, table } from '../text'
import { timeOption } from '../time-option'

function stateWord(typed: string): string {
  const state = typed.toUpperCase()
  if (state === unknownState || knownStates.includes(state)) return state
  throw new Failure('usage', `${typed} is no state of a job.`, {
    hint: `The states are ${[...knownStates, unknownState].join(', ')}.`
  })
}

const percent = (share: number | null): string => (share === null ? '-' : `${Math.round(share * 100)} %`)

/** The past job of --json. */
const shownPast = (job: PastJob): PastJob => ({ ...job, ...shownJob(job) })

function historyTable(jobs: readonly PastJob[], total: number): string {
  if (jobs.length === 0)
    return 'No jobs. This history is kept while Farscope runs; accounting is asked by: farscope jobs SITE --history 90\n'
  const rows = table(jobs, [
    { title: 'SITE', cell: job => job.site },
    { title: 'ID', cell: job => job.id },
    { title: 'NAME', cell: job => job.name },
    { title: 'STATE', cell: job => job.state },
    { title: 'EXIT', right: true, cell: job => exitText(job) },
    { title: 'ENDED', cell: job => job.endTime ?? '-' },
    { title: 'TIME', right: true, cell: job => (job.elapsedSeconds === null ? '-' : durationText(job.elapsedSeconds)) },
    { title: 'CPU', right: true, cell: job => percent(job.cpuEfficiency) },
    { title: 'MEMORY', right: true, cell: job => percent(job.memoryEfficiency) }
  ])
  return total > jobs.length ? `${rows}${jobs.length} of ${total} jobs; --limit shows more.\n` : rows
}

function exitText({ exitCode, signal }: PastJob): string {
  if (signal !== null && signal > 0) return `signal ${signal}`
  return exitCode === null ? '-' : String(exitCode)
}

function weeksTable(weeks: readonly JobWeek[]): string {
  return table(weeks, [
    { title: 'WEEK', cell: week => week.week },
    { title: 'FROM', cell: week => week.start.slice(0, 10) },
    { title: 'ENDED', right: true, cell: week => String(week.finished) },
    { title: 'COMPLETED', right: true, cell: week => String(week.completed) },
    { title: 'FAILED', right: true, cell: week => String(week.failed) },
    { title: 'CANCELLED', right: true, cell: week => String(week.cancelled) },
    { title: 'CPU HOURS', right: true, cell: week => week.cpuHours.toFixed(1) },
    { title: 'GPU HOURS', right: true, cell: week => week.gpuHours.toFixed(1) },
    { title: 'CPU', right: true, cell: week => percent(week.cpuEfficiency) },
    { title: 'MEMORY', right: true, cell: week => percent(week.memoryEfficiency) },
    { title: 'WAIT', right: true, cell: week => (week.waitSeconds === null ? '-' : durationText(week.waitSeconds)) }
  ])
}

/** A name that was mistyped would look like a site without jobs. */
async function knownSite(context: CommandContext, site: string | undefined): Promise<void> {
  if (site !== undefined) await (await context.client()).sites.show({ name: site }, { signal: context.signal })
}

export const jobHistory: CommandRun = async context => {
  const { args, signal, out } = context
  const site = args.positionals[0]
  const choice = {
    sites: site === undefined ? [] : [site],
    states: args.list('state').map(stateWord),
    text: args.text('text') ?? '',
    ...{ from: timeOption(args, 'from'), to: timeOption(args, 'to') }
  }
  const limit = args.whole('limit', 1, 10_000) ?? 200
  const count = args.whole('weeks', 1, 520)
  if (args.has('csv') && (out.json || count !== undefined))
    throw new Failure('usage', `--csv does not go with ${out.json ? '--json' : '--weeks'}.`)
  const { jobs } = await context.client()
  if (count !== undefined) {
    await knownSite(context, site)
    const weeks = await jobs.weeks({ sites: choice.sites, weeks: count }, { signal })
    await out.result(weeks, () => weeksTable(weeks))
    return 0
  }
  if (args.has('csv')) {
    await knownSite(context, site)
    for await (const { text } of await jobs.exportHistory(choice, { signal })) if (!(await out.write(text))) break
    return 0
  }
  const page = await jobs.history({ ...choice, limit }, { signal })
  // What a removed site left behind is still shown.
  if (page.total === 0) await knownSite(context, site)
  await out.result(page.jobs.map(shownPast), () => historyTable(page.jobs, page.total))
  return 0
}

function submissionText(found: Submission): string {
  const head = fields([
    ['job', found.id],
    ['submitted', found.at],
    ['name', found.name],
    ['folder', found.workDir],
    ['options', found.options.length === 0 ? null : found.options.join(' ')],
    ['template', found.template],
    ...Object.entries(found.values).map(([name, value]) => [`  ${name}`, value] as const)
  ])
  const lines = found.script.replace(/\n$/, '').split('\n')
  return `${head}\n${lines.map(line => `${safeText(line)}\n`).join('')}`
}

export const jobSubmission: CommandRun = async ({ args, signal, client, out }) => {
  const [id = ''] = jobIds([args.positional(1)])
  const found = await (await client()).jobs.submission({ site: args.positional(0), id }, { signal })
  const { workDir, name } = found
  const shown = {
    ...found,
    name: name === null ? null : displayName(name),
    workDir: workDir === null ? null : displayName(workDir)
  }
  await out.result(shown, () => submissionText(found))
  return 0
}
