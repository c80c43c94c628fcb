/** The same job on the cluster, when the scheduler lets it begin, or in the cloud. */
import type { StartInputs, StartPlan } from '@contract/plan-data'
import type { MachineOption, StepMachines } from '@contract/plan-steps'
import { Failure } from '../failure'
import { rounded } from './money'

const hour = 3_600_000
const minute = 60_000

/** What is known of the job on the cluster. Null: the scheduler does not say. */
export interface ClusterStart {
  readonly label: string
  readonly start: string | null
  readonly note: string
}

/** `now` in milliseconds since 1970 UTC. `not-found`: a type that is no option of the step. */
export function planStart(machines: StepMachines, inputs: StartInputs, cluster: ClusterStart, now: number): StartPlan {
  const option = chosen(machines, inputs.type)
  const here = hereSide(inputs, cluster, now)
  const cloud = cloudSide(option, inputs, now)
  const starts = sooner(here.start, cloud.start)
  const ends = sooner(here.end, cloud.end)
  const answers = {
    ...{ startsSooner: starts.first, endsSooner: ends.first, startHours: starts.hours, endHours: ends.hours }
  }
  return { step: inputs.step, at: iso(now), here, cloud, ...answers, verdict: verdict(answers, cloud) }
}

const iso = (time: number): string => new Date(time).toISOString()

function chosen({ machines, label }: StepMachines, type: string | undefined): MachineOption | null {
  const cloud = machines.filter(({ place }) => place === 'cloud')
  if (type === undefined)
    return cloud.find(({ offered, hours, usd }) => offered && hours !== null && usd !== null) ?? null
  const named = cloud.filter(({ machine }) => machine === type)
  const [first] = named
  if (first) return named.find(({ hours }) => hours !== null) ?? first
  throw new Failure('not-found', `The planner knows no ${type} for ${label}.`, {
    hint: 'farscope plan machines lists them, with --unmeasured also those that nobody measured.'
  })
}

function hereSide({ hoursHere }: StartInputs, { label, start, note }: ClusterStart, now: number): StartPlan['here'] {
  // A time that is over is when it should have begun: it can begin now.
  const begin = start === null ? null : Math.max(Date.parse(start), now)
  const end = begin === null || hoursHere === undefined ? null : begin + hoursHere * hour
  return {
    label,
    start: begin === null ? null : iso(begin),
    end: end === null ? null : iso(end),
    hours: hoursHere ?? null,
    // What a cluster's hours cost is its own affair: unknown, not nothing.
    usd: null,
    note: hoursHere === undefined ? [note, 'How long it runs there is not given.'].filter(Boolean).join(' ') : note
  }
}

function cloudSide(option: MachineOption | null, inputs: StartInputs, now: number): StartPlan['cloud'] {
  const spot = inputs.spot ?? inputs.pricing === 'spot'
  const asked = inputs.pricing === 'document' || inputs.pricing === undefined ? 'on-demand' : inputs.pricing
  const pricing = spot ? 'spot' : asked
  if (option === null) {
    const note = 'No machine that EC2 still has was measured for this step. Name a type, or add a run of your own.'
    return {
      label: 'Cloud',
      type: null,
      pricing,
      start: null,
      end: null,
      hours: null,
      usd: null,
      usdPerHour: null,
      note
    }
  }
  const start = now + inputs.bootMinutes * minute
  const price = spot ? option.spot : { usdPerHour: option.usdPerHour, usd: option.usd }
  const boots = `${inputs.bootMinutes} minutes until the first command are an assumption.`
  return {
    label: option.vms > 1 ? `${option.vms} x ${option.machine}` : option.machine,
    ...{ type: option.machine, pricing },
    // Of a type that is gone nothing can begin.
    start: option.offered ? iso(start) : null,
    end: option.offered && option.hours !== null ? iso(start + option.hours * hour) : null,
    hours: option.hours,
    usd: price?.usd ?? null,
    usdPerHour: price?.usdPerHour ?? null,
    note: option.offered ? [boots, option.note].filter(Boolean).join(' ') : `EC2 no longer has ${option.machine}.`
  }
}

type Sooner = StartPlan['startsSooner']

function sooner(here: string | null, cloud: string | null): { first: Sooner; hours: number | null } {
  if (here === null || cloud === null) return { first: 'unknown', hours: null }
  const apart = Date.parse(here) - Date.parse(cloud)
  return { first: apart === 0 ? 'equal' : apart < 0 ? 'here' : 'cloud', hours: rounded(Math.abs(apart) / hour, 4) }
}

interface Answers {
  readonly startsSooner: Sooner
  readonly endsSooner: Sooner
  readonly startHours: number | null
  readonly endHours: number | null
}

function verdict({ startsSooner, startHours, endsSooner, endHours }: Answers, cloud: StartPlan['cloud']): string {
  const cost =
    cloud.usd === null ? 'What the cloud costs is unknown.' : `The cloud costs about $${cloud.usd.toFixed(2)}.`
  const sentence = (verb: 'start' | 'end', who: Sooner, hours: number | null): string => {
    if (who === 'unknown') return `Where it ${verb}s sooner is unknown.`
    if (who === 'equal') return `It ${verb}s at the same time here and there.`
    return `${who === 'here' ? 'On the cluster' : 'In the cloud'} it ${verb}s ${rounded(hours ?? 0, 1)} h sooner.`
  }
  return `${sentence('start', startsSooner, startHours)} ${sentence('end', endsSooner, endHours)} ${cost}`
}
