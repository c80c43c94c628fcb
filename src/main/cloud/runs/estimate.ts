/** What a launch would be: who asks, the image, the machines with their zones and prices. Nothing is started. */
import type { CloudIdentity, CloudType } from '@contract/cloud'
import type { AskedRun, RunEstimate } from '@contract/cloud-runs'
import { sharedHint } from '@domain/cloud/identity'
import { dearest, diskType, machineUsdPerHour, mostSeconds, restUsdPerHour } from '@domain/cloud/runs/run-cost'
import type { LaunchPlace } from '@domain/cloud/runs/run-record'
import { dollars } from '@domain/cloud/usd-text'
import { Failure } from '@domain/failure'
import type { CloudLink } from '../cloud-link'
import { machineTypes } from '../machine-types'
import type { RegionPrices } from '../region-prices'
import { type SpotPrice, spotPrices } from '../spot-prices'
import { whoAmI } from '../who-am-i'
import { type FoundImage, findImage } from './find-image'
import { networksByZone, offeredZones, orderedZones } from './launch-places'
import type { RunParts } from './run-parts'

export interface RunPlan {
  readonly estimate: RunEstimate
  readonly identity: CloudIdentity
  readonly image: FoundImage
  readonly places: LaunchPlace[]
  /** `rule`, `price-unknown`: why it must not be launched. */
  readonly refusal: Failure | null
}

type PlanParts = Pick<RunParts, 'clock' | 'readPrices' | 'priceList' | 'mayLaunch' | 'results'>

interface Facts {
  readonly types: readonly CloudType[]
  readonly offered: ReadonlyMap<string, readonly string[]>
  readonly networks: Awaited<ReturnType<typeof networksByZone>>
  readonly spot: readonly SpotPrice[]
  readonly prices: RegionPrices
  readonly region: string
  /** Of disks and address; null: unknown. */
  readonly rest: number | null
  readonly warnings: string[]
}

export async function planRun(
  parts: PlanParts,
  link: CloudLink,
  asked: AskedRun,
  signal: AbortSignal | undefined
): Promise<RunPlan> {
  const { profile, region } = link.place
  const senseless = cannotBe(asked)
  if (senseless) throw senseless
  const identity = await whoAmI(link, signal)
  const names = [...new Set(asked.types)]
  const warnings: string[] = []
  const [image, types, offered, networks, spot, prices, foreseen] = await Promise.all([
    findImage(link, asked.image, signal),
    machineTypes(link, { names, gpus: 0 }, signal),
    offeredZones(link, names, signal),
    networksByZone(link, asked.subnet, signal),
    asked.spot ? spotNow(parts, link, names, warnings, signal) : [],
    parts.readPrices().then(table => parts.priceList.of(link, table, names, signal)),
    parts.results.foresee(asked, profile, parts.clock.now(), signal)
  ])
  warnings.push(...foreseen)
  const disk = Math.max(asked.diskGb, image.leastGb)
  if (disk > asked.diskGb) warnings.push(`The image needs a disk of ${disk} GiB, so the machine gets one.`)
  if (identity.shared) warnings.push(`You sign in by the name of a role. ${sharedHint}`)
  const wrong = wrongClock(parts.clock.aheadMs?.() ?? 0)
  if (wrong !== null) warnings.push(wrong)
  if (image.licence !== null) warnings.push(licenceWords(image, image.licence))
  const facts: Facts = {
    ...{ types, offered, networks, spot, prices, region, warnings },
    rest: restUsdPerHour([
      { rate: prices.disk(diskType), gb: disk },
      ...image.volumes.map(({ type, gb, plain }) => ({ rate: plain ? prices.disk(type) : null, gb }))
    ])
  }
  const found = names.map(type => choiceOf(type, asked, image, facts)).filter(one => one !== null)
  if (found.length === 0) throw noneToBeHad(asked, region, warnings)
  const choices = found.map(({ choice }) => choice)
  const mostUsd = dearest(choices.map(choice => choice.mostUsd))
  if (mostUsd === null) warnings.push(unknownPrice(choices, prices))
  const budget = parts.mayLaunch({ profile, asked, mostUsd })
  warnings.push(...budget.warnings)
  return {
    ...{ identity, image, places: found.flatMap(({ places }) => places) },
    refusal: costRefusal(asked, mostUsd) ?? budget.refusal,
    estimate: {
      ...{ profile, region, account: identity.account, owner: identity.owner, choices, mostUsd, warnings },
      image: { id: image.id, name: image.name, user: image.user },
      pricesDate: asked.spot ? parts.clock.now().toISOString().slice(0, 10) : prices.date
    }
  }
}

/** Each by itself may be asked for, but not together. */
function cannotBe({ maxSeconds, renewSeconds, spot, maxSpotUsdPerHour }: AskedRun): Failure | null {
  if (renewSeconds !== null && renewSeconds <= maxSeconds)
    return new Failure('usage', 'A run can only be renewed for longer than it lives without that.', {
      hint: 'Write --renew-up-to longer than --max-duration, or leave it out.'
    })
  if (maxSpotUsdPerHour !== null && !spot)
    return new Failure('usage', 'Only a spot machine has a price that is limited.', {
      hint: 'Ask for a spot machine too (--spot), or leave the limit out.'
    })
  return null
}

/** A launch needs no price: without it, it is unknown. */
async function spotNow(
  { clock }: PlanParts,
  link: CloudLink,
  names: readonly string[],
  warnings: string[],
  signal: AbortSignal | undefined
): Promise<SpotPrice[]> {
  return spotPrices(link, names, clock.now(), signal).catch((thrown: unknown) => {
    const failure = Failure.from(thrown)
    if (failure.code !== 'permission' && failure.code !== 'remote-error') throw failure
    warnings.push(failure.message)
    return []
  })
}

interface Choice {
  readonly choice: RunEstimate['choices'][number]
  readonly places: LaunchPlace[]
}

/** Null, and a warning: it is not to be had there. */
function choiceOf(name: string, asked: AskedRun, image: FoundImage, facts: Facts): Choice | null {
  const { region, warnings, networks, spot, prices } = facts
  const type = facts.types.find(one => one.type === name)
  const skip = (why: string): null => {
    warnings.push(`${name} is left out: ${why}.`)
    return null
  }
  if (!type) return skip(`there is no such type in ${region}`)
  if (image.architecture !== '' && type.architectures.length > 0 && !type.architectures.includes(image.architecture))
    return skip(`the image is for ${image.architecture}, this machine is not`)
  if (asked.spot && !type.spot) return skip('it is not to be had as a spot machine')
  const spotOf = (zone: string): number | null =>
    spot.find(price => price.type === name && price.zone === zone)?.usdPerHour ?? null
  const zones = orderedZones(facts.offered.get(name) ?? [], asked.zones, networks, spotOf)
  if (zones.length === 0) return skip(asked.zones.length > 0 ? 'none of these zones has it' : 'no zone has it')
  // With a licence each hour costs more than any table here says.
  const restUsd = image.licence === null ? facts.rest : null
  const onDemand = prices.machine(name)?.usdPerHour ?? null
  const hourly = (zone: string): number | null => machineUsdPerHour(asked.spot ? spotOf(zone) : onDemand, restUsd)
  const usdPerHour = dearest(zones.map(hourly))
  const mostOfSpot = asked.maxSpotUsdPerHour ?? onDemand
  const mostUsdPerHour = asked.spot ? machineUsdPerHour(mostOfSpot, restUsd) : usdPerHour
  if (asked.spot) warnings.push(...spotWords(name, mostOfSpot, zones.map(spotOf)))
  return {
    choice: {
      ...{ type: name, zones, usdPerHour, mostUsdPerHour, vcpus: type.vcpus, gpus: gpuText(type) },
      mostUsd: mostUsdPerHour === null ? null : (mostUsdPerHour * mostSeconds(asked)) / 3600
    },
    places: zones.flatMap(zone => {
      const network = networks.get(zone)
      if (!network) return []
      return [{ type: name, zone, ...network, usdPerHour: hourly(zone), mostUsdPerHour, restUsdPerHour: restUsd }]
    })
  }
}

const licenceWords = ({ name, id }: FoundImage, licence: string): string =>
  `The image ${name === '' ? id : name} is billed as ${licence}: what that costs beside the machine is unknown here.`

/** The price of now, what it may become, and where it is too high already. `most`: null: unknown. */
function spotWords(type: string, most: number | null, prices: readonly (number | null)[]): string[] {
  if (most === null)
    return [
      `The spot price of ${type} may rise to what it costs on demand, which is unknown here: name a limit of it (--max-price).`
    ]
  const above = prices.filter(price => price !== null && price > most).length
  return [
    `The spot price of ${type} is that of now; it may rise to ${dollars(most)} an hour, which "at most" reckons with; above that AWS takes the machine away.`,
    ...(above === 0
      ? []
      : [`In ${above} of ${prices.length} zones ${type} asks more than that now, and AWS gives none there.`])
  ]
}

/** `4 × A10G 22 GiB`; empty: none. */
function gpuText({ gpus }: CloudType): string {
  return gpus
    .map(({ count, model, memoryMib }) => {
      const memory = memoryMib === null ? '' : ` ${Math.round(memoryMib / 1024)} GiB`
      return `${count} × ${model}${memory}`
    })
    .join(', ')
}

/** Less is of no account in times that are shown by the minute. Milliseconds. */
const tellMs = 120_000

function wrongClock(aheadMs: number): string | null {
  if (Math.abs(aheadMs) < tellMs) return null
  const minutes = Math.round(Math.abs(aheadMs) / 60_000)
  const how = `${minutes} minutes ${aheadMs > 0 ? 'ahead' : 'behind'}`
  return `The clock of this computer is ${how}. The machine ends by AWS's clock; set yours, so that times here are right.`
}

const noneToBeHad = ({ types }: AskedRun, region: string, warnings: readonly string[]): Failure =>
  new Failure('not-found', `None of ${types.join(', ')} is to be had in ${region}.`, {
    hint: 'Choose another type, zone or region (farscope cloud types).',
    detail: warnings.join('\n')
  })

function unknownPrice(choices: RunEstimate['choices'], { problem }: RegionPrices): string {
  const unknown = choices.filter(({ mostUsd }) => mostUsd === null).map(({ type }) => type)
  const why = problem === null ? '' : ` ${problem.message} ${problem.hint}`.trimEnd()
  return `The price of ${unknown.join(', ')} is unknown, so what it can cost at most is unknown too.${why}`
}

function costRefusal({ maxUsd, types }: AskedRun, mostUsd: number | null): Failure | null {
  if (maxUsd === null) return null
  if (mostUsd === null)
    return new Failure('price-unknown', `The price of ${types.join(' or ')} is not known here.`, {
      hint: 'Launch without a limit of the cost, or choose machines and a region whose prices are known.'
    })
  if (mostUsd <= maxUsd) return null
  return new Failure('rule', `It could cost $${mostUsd.toFixed(2)}, more than the limit of $${maxUsd.toFixed(2)}.`, {
    hint: 'Choose a shorter duration, another machine, or a higher limit.'
  })
}
