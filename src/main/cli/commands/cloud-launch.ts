/** `farscope cloud launch` and `farscope cloud submit`. */
import { randomUUID } from 'node:crypto'
import { basename, resolve } from 'node:path'
import type { CloudTarget } from '@contract/cloud'
import type { AskedRun, Run, RunEstimate } from '@contract/cloud-runs'
import { displayName } from '@domain/bytes-name'
import { draftOfPlan, type RunDraft } from '@domain/cloud/run-draft'
import { dollars } from '@domain/cloud/usd-text'
import { Failure } from '@domain/failure'
import { relionCloudJob } from '@domain/relion/cloud-job'
import { commandLine } from '@domain/shell'
import { cloudTarget } from '../cloud-target'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { stepOption } from '../plan-options'
import { relionFiles } from '../relion-project'
import { askedRun, type KnownRun } from '../run-options'
import { estimateText } from '../run-text'
import { siteNames } from '../site-names'
import { safeText } from '../text'
import { textInput } from '../text-input'
import { stayWithRun } from './cloud-run-stay'
import { findPlan } from './plan-saved'

/** Characters, as the contract takes them. */
const longestCommand = 200_000

export const launchRun: CommandRun = async context => {
  const { args, out } = context
  const client = await context.client()
  const [draft, command] = [await planned(context), await commandOf(context)]
  for (const note of draft?.notes ?? []) if (!out.json) await out.writeError(`${safeText(note)}\n`)
  const { notes: _notes, ...known } = draft ?? { notes: [] }
  const asked = askedRun(
    args,
    { name: command.name, ...known, command: command.text },
    await siteNames(client, context.signal)
  )
  const target = cloudTarget(args)
  const estimate = await client.runs.estimate({ ...target, asked }, { signal: context.signal })
  if (!out.json) await out.writeError(estimateText(estimate))
  await context.confirm(launchQuestion(asked, estimate))
  return launch(context, target, asked)
}

function launchQuestion(asked: AskedRun, { choices, mostUsd }: RunEstimate): string {
  const first = choices[0]
  const machine = `${first?.type ?? asked.types[0]}${asked.spot ? ' (spot)' : ''}`
  const hourly = `about ${dollars(first?.usdPerHour ?? null)} an hour${asked.spot ? ' now' : ''}`
  if (mostUsd === null) {
    const known = first?.usdPerHour == null ? 'What it costs' : `It is ${hourly}; what it can cost at most`
    return `Launch ${safeText(asked.name)} on ${machine}? ${known} is unknown.`
  }
  return `Launch ${safeText(asked.name)} on ${machine}, ${hourly}, at most ${dollars(mostUsd)}?`
}

/** RELION hands over the filled-in script and waits for nothing: nobody is asked, the limits are in the options. */
export const submitRun: CommandRun = async context => {
  const { args, signal } = context
  const file = args.positional(0)
  const project = resolve(args.text('chdir') ?? '.')
  const script = await readScript(context, file)
  const known = await jobOf(context, script, file, project)
  const asked = askedRun(args, known, await siteNames(await context.client(), signal))
  return launch(context, cloudTarget(args), asked)
}

async function jobOf(context: CommandContext, script: string, file: string, project: string): Promise<KnownRun> {
  const { args, signal } = context
  const job = relionCloudJob(script)
  if (job === null) return { name: displayName(basename(file)), command: script }
  const { inputs, outputs, jobFolder } = await relionFiles(job, project, signal, !args.has('no-check'))
  return {
    ...{ name: job.folder, command: script, step: job.step, types: [...job.types] },
    ...{ inputs, outputs, relionJob: jobFolder }
  }
}

async function launch(context: CommandContext, target: CloudTarget, asked: AskedRun): Promise<number> {
  const { out, signal } = context
  const client = await context.client()
  const run = await client.runs.launch({ ...target, asked, key: randomUUID() }, { signal })
  await out.result({ runId: run.id, state: run.state }, () => launchedText(run))
  return (await context.door.lasts(signal)) ? 0 : stayWithRun(context, client, run.id)
}

const launchedText = ({ id, asked, mostUsd, state }: Run): string =>
  `Run ${id} (${state}): ${safeText(asked.name)}, at most ${dollars(mostUsd)}.\n`

async function planned(context: CommandContext): Promise<RunDraft | null> {
  const { args, signal } = context
  const name = args.text('plan')
  if (name === undefined) return null
  const step = stepOption(args)
  const plan = await findPlan(context, name)
  const run = plan?.runs.find(one => one.step === step)
  if (!plan || !run)
    throw new Failure('not-found', plan ? `The plan "${name}" has no ${step}.` : `There is no plan "${name}".`, {
      hint: plan ? `It has ${plan.runs.map(one => one.step).join(', ')}.` : 'farscope plan list lists them.'
    })
  const client = await context.client()
  const { machines } =
    run.type === null ? { machines: [] } : await client.plan.prices({ types: [run.type] }, { signal })
  return draftOfPlan(plan.name, step, run, machines[0])
}

/** What stands behind `--`, or a script. */
async function commandOf(context: CommandContext): Promise<{ name: string; text: string }> {
  const { args } = context
  const file = args.text('script')
  if ((file === undefined) === (args.rest.length === 0))
    throw new Failure('usage', 'Name the command behind --, or a script with --script: one of them.', {
      hint: 'farscope cloud launch --type g5.2xlarge --max-duration 2h -- nvidia-smi'
    })
  if (file === undefined)
    return { name: displayName(args.rest.join(' ')).slice(0, 200), text: `${commandLine(args.rest)}\n` }
  return { name: file === '-' ? 'script' : displayName(basename(file)), text: await readScript(context, file) }
}

async function readScript(context: CommandContext, file: string): Promise<string> {
  const script = await textInput(context, file, { what: 'the script', most: longestCommand })
  if (script.trim() === '') throw new Failure('usage', `${displayName(file)} is empty.`)
  return script
}
