/** The options of `cloud launch` and `cloud submit` as the contract takes them. */
import { basename, resolve } from 'node:path'
import { type AskedRun, askedRunSchema, type RunInput, type RunOutput } from '@contract/cloud-runs'
import { Failure } from '@domain/failure'
import { parseTimeLimit } from '@domain/jobs/time-limit'
import type { z } from 'zod'
import type { Arguments } from './arguments'
import { numberOption } from './number-option'
import { parsePlace } from './place'

/** What is known before the options: of a job of RELION, of a plan. */
export type KnownRun = Partial<AskedRun> & Pick<AskedRun, 'name' | 'command'>

/** Options go before what is known; `usage` where something is still missing or cannot be. */
export function askedRun(args: Arguments, known: KnownRun, sites: ReadonlySet<string>): AskedRun {
  const [types, zones] = [args.list('type'), args.list('zone')]
  const asked: z.input<typeof askedRunSchema> = {
    ...known,
    ...texts(args),
    types: types.length > 0 ? types : (known.types ?? []),
    ...(zones.length > 0 && { zones }),
    ...(args.has('spot') && { spot: true }),
    ...(args.has('on-demand') && { spot: false }),
    ...times(args, known),
    ...imageOption(args),
    inputs: [...(known.inputs ?? []), ...args.all('input').map(text => runInput(text, sites))],
    ...resultsOption(args, sites),
    outputs: [...(known.outputs ?? []), ...args.all('output').map(text => runOutput(text, sites))]
  }
  if (asked.types.length === 0)
    throw new Failure('usage', 'No machine is named.', {
      hint: 'Write --type g5.2xlarge; farscope plan machines and farscope cloud types list them.'
    })
  const read = askedRunSchema.safeParse(asked)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Failure('usage', `${issue?.path.join('.') ?? 'The run'} cannot be that: ${issue?.message ?? ''}.`, {
    hint: 'See farscope cloud launch --help.'
  })
}

function texts(args: Arguments): Partial<AskedRun> {
  const maxUsd = numberOption(args, 'max-cost', 0.01, 1_000_000)
  const maxSpotUsdPerHour = numberOption(args, 'max-price', 0.0001, 10_000)
  const diskGb = args.whole('disk', 8, 16_384)
  const [name, project, session] = [args.text('name'), args.text('project'), args.text('session')]
  const [step, subnet, instanceProfile] = [args.text('step'), args.text('subnet'), args.text('instance-profile')]
  const continueCommand = args.text('continue-command')
  return {
    ...(maxUsd !== undefined && { maxUsd }),
    ...(maxSpotUsdPerHour !== undefined && { maxSpotUsdPerHour }),
    ...(args.has('allow-unknown-price') && { allowUnknownPrice: true }),
    ...(diskGb !== undefined && { diskGb }),
    ...(name !== undefined && { name }),
    ...(project !== undefined && { project }),
    ...(session !== undefined && { session }),
    ...(step !== undefined && { step }),
    ...(subnet !== undefined && { subnet }),
    ...(instanceProfile !== undefined && { instanceProfile }),
    ...(continueCommand !== undefined && { continueCommand })
  }
}

/** A machine never runs without an end that somebody chose. */
function times(args: Arguments, known: KnownRun): Pick<AskedRun, 'maxSeconds'> & Partial<AskedRun> {
  const maxSeconds = durationOption(args, 'max-duration') ?? known.maxSeconds
  if (maxSeconds === undefined)
    throw new Failure('usage', 'The option --max-duration is missing.', {
      hint: 'Write for how long the machine may live at most: --max-duration 12h. Then it ends, whatever happens.'
    })
  const renewSeconds = durationOption(args, 'renew-up-to')
  const idleSeconds = durationOption(args, 'idle')
  const gpuIdleSeconds = durationOption(args, 'gpu-idle')
  return {
    maxSeconds,
    ...(renewSeconds !== undefined && { renewSeconds }),
    ...(idleSeconds !== undefined && { idleSeconds }),
    ...(gpuIdleSeconds !== undefined && { gpuIdleSeconds })
  }
}

/** Seconds; undefined where it is not given. */
export function durationOption(args: Arguments, option: string): number | undefined {
  const text = args.text(option)
  if (text === undefined) return undefined
  const seconds = parseTimeLimit(text)
  if (seconds !== null) return seconds
  throw new Failure('usage', `--${option} cannot be "${text.toWellFormed()}".`, {
    hint: `Write --${option} 90m, 12h, 2d or 12:00:00; a number alone is minutes.`
  })
}

function imageOption(args: Arguments): Partial<AskedRun> {
  const [id, user] = [args.text('image'), args.text('image-user')]
  if (id === undefined) {
    if (user === undefined) return {}
    throw new Failure('usage', '--image-user goes with --image.', { hint: 'It is who signs in on that image.' })
  }
  return { image: { kind: 'ami', id, user: user ?? 'ubuntu' } }
}

/** `PLACE` or `PLACE=NAME`; a path of this computer becomes absolute, since the engine may have another folder. */
function runInput(text: string, sites: ReadonlySet<string>): RunInput {
  const at = text.lastIndexOf('=')
  const [place, name] = at > 0 ? [text.slice(0, at), text.slice(at + 1)] : [text, '']
  const from = absolute(parsePlace(place, sites))
  return { from, to: name || basename(from.path.replace(/\/+$/, '')) }
}

/** `NAME` or `NAME=PLACE`: without a place it comes into the folder of the command. */
function runOutput(text: string, sites: ReadonlySet<string>): RunOutput {
  const at = text.indexOf('=')
  const [from, place] = at > 0 ? [text.slice(0, at), text.slice(at + 1)] : [text, '']
  return { from, to: absolute(parsePlace(place || `./${basename(from)}`, sites)) }
}

function resultsOption(args: Arguments, sites: ReadonlySet<string>): Pick<z.input<typeof askedRunSchema>, 'results'> {
  const [text, keeps] = [args.text('results'), args.has('results-keep-machine')]
  if (text === undefined) {
    if (!keeps) return {}
    throw new Failure('usage', '--results-keep-machine goes with --results.', { hint: 'It names the bucket.' })
  }
  const to = parsePlace(text, sites)
  if (to.kind === 's3') return { results: { to, end: !keeps } }
  throw new Failure('usage', `--results cannot be "${text.toWellFormed()}".`, {
    hint: 'Write --results s3:BUCKET/FOLDER.'
  })
}

function absolute(place: ReturnType<typeof parsePlace>): ReturnType<typeof parsePlace> {
  return place.kind === 'local' ? { ...place, path: resolve(place.path) } : place
}
