/** What is typed to launch a run, and what is made of it. */
import { type AskedRun, askedRunSchema } from '@contract/cloud-runs'
import { parseTimeLimit, timeLimitText } from '@domain/jobs/time-limit'
import { type NumberRule, numberFault, numberIn } from '../../../ui/number-rule'
import { draftOfPlace, type PlaceDraft, placeOfDraft } from '../../../ui/place-draft'
import { durationFault } from '../runs/run-act-dialog'

/** A place outside, and the name below the run's folder on the machine. */
export interface FileDraft {
  readonly place: PlaceDraft
  readonly inside: string
}

export interface LaunchDraft {
  readonly name: string
  readonly project: string
  /** Uid of the booked session; empty: none. */
  readonly session: string
  /** Empty: a free command. */
  readonly step: string
  readonly command: string
  readonly types: readonly string[]
  /** With spaces between them. */
  readonly zones: string
  readonly spot: boolean
  /** Such as `6h`. */
  readonly duration: string
  /** The same, longer; empty: its end stays. */
  readonly renewUpTo: string
  /** USD. Numbers stay as they are typed: a limit that is none must be told of, not left out. */
  readonly maxUsd: string
  /** USD per hour; counts for spot alone. */
  readonly maxPrice: string
  readonly allowUnknownPrice: boolean
  readonly image: 'dlami' | 'ami'
  readonly imageId: string
  readonly imageUser: string
  readonly diskGb: string
  readonly inputs: readonly FileDraft[]
  readonly outputs: readonly FileDraft[]
  /** Of a bucket: `/bucket/folder`; empty: results wait on the machine alone. */
  readonly results: string
  /** The machine ends itself with its results in the bucket. */
  readonly resultsEnd: boolean
  readonly subnet: string
  readonly instanceProfile: string
  /** Durations such as `30m`; empty: never. */
  readonly idle: string
  readonly gpuIdle: string
  readonly continueCommand: string
  readonly relionJob: string
}

export const emptyFile: FileDraft = { place: { where: 'local', path: '' }, inside: '' }

/** Nothing is decided for the person that costs: no machine, and no time. */
export const emptyLaunch: LaunchDraft = {
  ...{ name: '', project: '', session: '', step: '', command: '', types: [], zones: '', spot: false, duration: '' },
  ...{ maxUsd: '', image: 'dlami', imageId: '', imageUser: 'ubuntu', diskGb: '200', inputs: [], outputs: [] },
  ...{ results: '', resultsEnd: true },
  ...{ subnet: '', instanceProfile: '', idle: '', gpuIdle: '', continueCommand: '', relionJob: '' },
  ...{ renewUpTo: '', maxPrice: '', allowUnknownPrice: false }
}

/** Seconds as they are typed: whole hours or minutes where they are. */
export function durationText(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`
  return seconds % 60 === 0 ? `${seconds / 60}m` : timeLimitText(seconds)
}

const spanText = (seconds: number | null | undefined): string => (seconds ? durationText(seconds) : '')

/** The fields filled with what is known of a run: of a plan, or of one that was launched before. */
export function draftOfRun(known: Partial<AskedRun>): LaunchDraft {
  const { image, inputs = [], outputs = [] } = known
  return {
    ...emptyLaunch,
    ...{ name: known.name ?? '', project: known.project ?? '', session: known.session ?? '', step: known.step ?? '' },
    ...{ command: known.command ?? '', types: known.types ?? [], zones: (known.zones ?? []).join(' ') },
    ...{ spot: known.spot ?? false, duration: spanText(known.maxSeconds), maxUsd: known.maxUsd?.toString() ?? '' },
    ...(image?.kind === 'ami' && { image: 'ami' as const, imageId: image.id, imageUser: image.user }),
    diskGb: known.diskGb?.toString() ?? emptyLaunch.diskGb,
    inputs: inputs.map(({ from, to }) => ({ place: draftOfPlace(from), inside: to })),
    outputs: outputs.map(({ from, to }) => ({ place: draftOfPlace(to), inside: from })),
    ...{ results: known.results?.to.path ?? '', resultsEnd: known.results?.end ?? true },
    ...{ subnet: known.subnet ?? '', instanceProfile: known.instanceProfile ?? '' },
    ...{ idle: spanText(known.idleSeconds), gpuIdle: spanText(known.gpuIdleSeconds) },
    ...{ continueCommand: known.continueCommand ?? '', relionJob: known.relionJob ?? '' },
    ...{ renewUpTo: spanText(known.renewSeconds), maxPrice: known.maxSpotUsdPerHour?.toString() ?? '' },
    allowUnknownPrice: known.allowUnknownPrice ?? false
  }
}

export type LaunchField = keyof LaunchDraft | `inputs ${number}` | `outputs ${number}`

/** The field that has to be mended, and how. */
export interface LaunchFault {
  readonly field: LaunchField
  readonly text: string
}

/** Where the contract speaks of a field by another name. */
const fieldNames: Readonly<Record<string, LaunchField>> = {
  maxSeconds: 'duration',
  renewSeconds: 'renewUpTo',
  maxSpotUsdPerHour: 'maxPrice',
  image: 'imageId',
  idleSeconds: 'idle',
  gpuIdleSeconds: 'gpuIdle'
}

const optional = (text: string): string | null => (text.trim() === '' ? null : text.trim())
const span = (text: string): number | null => (text.trim() === '' ? null : parseTimeLimit(text))

/** As the contract takes them (contract/cloud-runs). */
const numbers = {
  maxUsd: { least: 0, above: true, most: 1_000_000, optional: true },
  maxPrice: { least: 0.0001, most: 10_000, optional: true },
  diskGb: { least: 8, most: 16_384, whole: true }
} as const satisfies Partial<Record<LaunchField, NumberRule>>
type NumberName = keyof typeof numbers

const numberOf = (name: NumberName, draft: LaunchDraft): number | null =>
  numberIn(draft[name], name === 'diskGb') ?? null

/** In the order of the fields. */
function wrongNumber(draft: LaunchDraft): LaunchFault | null {
  for (const field of ['maxUsd', 'maxPrice', 'diskGb'] as const) {
    const text = field === 'maxPrice' && !draft.spot ? undefined : numberFault(draft[field], numbers[field])
    if (text !== undefined) return { field, text: `${text}.` }
  }
  return null
}

/** What is asked of the engine, not yet looked at. */
const rawOf = (draft: LaunchDraft): unknown => ({
  ...{ name: draft.name.trim(), project: optional(draft.project), session: optional(draft.session) },
  ...{ step: optional(draft.step), command: draft.command, types: draft.types, spot: draft.spot },
  zones: draft.zones.split(/[\s,]+/).filter(zone => zone !== ''),
  ...{ maxSeconds: span(draft.duration), maxUsd: numberOf('maxUsd', draft), diskGb: numberOf('diskGb', draft) },
  image:
    draft.image === 'dlami'
      ? { kind: 'dlami' }
      : { kind: 'ami', id: draft.imageId.trim(), user: draft.imageUser.trim() },
  inputs: draft.inputs.map(({ place, inside }) => ({ from: placeOfDraft(place), to: inside.trim() })),
  outputs: draft.outputs.map(({ place, inside }) => ({ from: inside.trim(), to: placeOfDraft(place) })),
  results: bucketOf(draft),
  ...{ subnet: optional(draft.subnet), instanceProfile: optional(draft.instanceProfile) },
  ...{ idleSeconds: span(draft.idle), gpuIdleSeconds: span(draft.gpuIdle) },
  ...{ continueCommand: optional(draft.continueCommand), relionJob: optional(draft.relionJob) },
  ...{ renewSeconds: span(draft.renewUpTo), allowUnknownPrice: draft.allowUnknownPrice },
  maxSpotUsdPerHour: draft.spot ? numberOf('maxPrice', draft) : null
})

/** As the AWS tools write it, or as a path. */
function bucketOf({ results, resultsEnd }: LaunchDraft): unknown {
  const path = results.trim().replace(/^s3:\/*/, '/')
  return path === '' ? null : { to: placeOfDraft({ where: 's3', path }), end: resultsEnd }
}

/** What is missing, in the order of the fields; null where nothing is. */
function missing(draft: LaunchDraft): LaunchFault | null {
  if (draft.name.trim() === '') return { field: 'name', text: 'Give it a name, by which you find it again.' }
  if (draft.command.trim() === '') return { field: 'command', text: 'Say what is to run there.' }
  if (draft.types.length === 0) return { field: 'types', text: 'Choose at least one type of machine.' }
  if (draft.duration.trim() === '')
    return { field: 'duration', text: 'Say after how long the machine ends itself, whatever happens. Such as 6h.' }
  const long = durationFault(draft.duration)
  if (long !== undefined) return { field: 'duration', text: long }
  if (draft.renewUpTo.trim() !== '') {
    const fault = durationFault(draft.renewUpTo)
    if (fault !== undefined) return { field: 'renewUpTo', text: fault }
    if ((span(draft.renewUpTo) ?? 0) <= (span(draft.duration) ?? 0))
      return { field: 'renewUpTo', text: 'Longer than it lives without being renewed.' }
  }
  const number = wrongNumber(draft)
  if (number !== null) return number
  for (const side of ['inputs', 'outputs'] as const) {
    const empty = draft[side].findIndex(({ place }) => place.path.trim() === '')
    if (empty >= 0)
      return { field: `${side} ${empty}`, text: side === 'inputs' ? 'Say what goes up.' : 'Say where to.' }
  }
  const unnamed = draft.inputs.findIndex(({ inside }) => inside.trim() === '')
  if (unnamed >= 0) return { field: `inputs ${unnamed}`, text: 'Say under which name it stands on the machine.' }
  if (/^(s3:)?\/*$/.test(draft.results.trim()) && draft.results.trim() !== '')
    return { field: 'results', text: 'Name a bucket, and a folder in it, such as s3://bucket/folder.' }
  for (const field of ['idle', 'gpuIdle'] as const) {
    const seconds = span(draft[field])
    if (draft[field].trim() !== '' && (seconds === null || seconds < 60 || seconds > 86_400))
      return { field, text: 'Such as 30m or 2h; from 1 minute to a day.' }
  }
  return null
}

/** The run that is asked for, or the first thing that has to be mended. */
export function readLaunch(draft: LaunchDraft): { readonly asked: AskedRun } | { readonly fault: LaunchFault } {
  const fault = missing(draft)
  if (fault) return { fault }
  const read = askedRunSchema.safeParse(rawOf(draft))
  if (read.success) return { asked: read.data }
  const [issue] = read.error.issues
  const [first, second] = issue?.path ?? []
  const known = Object.keys(emptyLaunch).find((key): key is keyof LaunchDraft => key === first)
  const listed: LaunchField | undefined =
    (known === 'inputs' || known === 'outputs') && typeof second === 'number' ? `${known} ${second}` : known
  const field = first === 'image' && second === 'user' ? 'imageUser' : (fieldNames[String(first)] ?? listed ?? 'name')
  return { fault: { field, text: issue ? issueText(issue) : 'Not usable.' } }
}

/** The contract's own rules say what it would have to be: `a subnet such as …`. */
const issueText = ({ code, message }: { readonly code: string; readonly message: string }): string =>
  code === 'invalid_format' || code === 'custom' ? `It has to be ${message}.` : `${message}.`
