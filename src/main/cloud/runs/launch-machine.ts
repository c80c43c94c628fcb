/** Asks EC2 for the machine of a run: one at most, whatever happens between the question and the answer. */
import { randomUUID } from 'node:crypto'
import type { _InstanceType, RunInstancesCommandInput, RunInstancesCommandOutput } from '@aws-sdk/client-ec2'
import type { Run } from '@contract/cloud-runs'
import { isUnheard, refusalMeaning } from '@domain/cloud/runs/launch-refusals'
import { runTags } from '@domain/cloud/runs/launch-tags'
import { diskType, machineUsdPerHour } from '@domain/cloud/runs/run-cost'
import type { LaunchAttempt, LaunchPlace, RunRecord } from '@domain/cloud/runs/run-record'
import { attemptBegun, changed, ending, launched, nextPlace, placeRefused } from '@domain/cloud/runs/states'
import { Failure } from '@domain/failure'
import { z } from 'zod'
import { cloudErrorName } from '../cloud-errors'
import type { CloudLink } from '../cloud-link'
import { spotPrices } from '../spot-prices'
import { requireAccount } from './own-account'
import { computerMark, openOwnGroup } from './own-group'
import type { RunFile } from './run-file'
import type { RunParts } from './run-parts'
import { goes, isLocalCloud, type SeenMachine, seeMachines } from './seen-machine'

/** User data may have so many bytes before they are encoded (EC2 user guide). */
const mostUserData = 16_384
/** A machine with less time than this is not worth its boot. Milliseconds. */
const leastMs = 120_000

type LaunchParts = Pick<RunParts, 'withLink' | 'work' | 'dataFolder' | 'clock' | 'log' | 'ownRange' | 'timing'>

/**
 * Until there is a machine, or no place is left. Rejects with what may go away by itself; call it again then. The
 * question to EC2 itself is ended by `closing` alone: its answer must not be missed because somebody calls the run off.
 */
export async function launchMachine(
  parts: LaunchParts,
  file: RunFile,
  signal: AbortSignal,
  closing: AbortSignal
): Promise<void> {
  while (file.read().run.state === 'launching') {
    signal.throwIfAborted()
    const { run } = file.read()
    await parts.withLink({ profile: run.profile, region: run.region }, async link => {
      const first = file.read().own.attempt === null
      if (first) await begin(parts, file, link, signal)
      else if (await takeOver(parts, file, link, closing)) return
      if (file.read().run.state === 'launching') await ask(parts, file, link, { signal: closing, first })
    })
  }
}

/** The machine of an attempt whose answer never came. By its run's tag; and by its token, since tags may come late. */
export async function findLaunched(
  { run, own }: RunRecord,
  link: CloudLink,
  signal: AbortSignal
): Promise<SeenMachine | undefined> {
  const token = own.attempt?.token
  const known = new Set([...run.earlier, ...(run.machine ? [run.machine] : [])].map(({ instance }) => instance))
  const fits = (one: SeenMachine): boolean =>
    one.run === run.id && one.owner === run.owner && !known.has(one.instance) && (one.token ?? token) === token
  const tagged = await seeMachines(link, [{ Name: 'tag:farscope:run', Values: [run.id] }], signal)
  const found = tagged.filter(fits)
  if (found.length > 0 || token === undefined) return found.find(one => !goes(one)) ?? found[0]
  // A store that only speaks AWS's language may not know this filter; the same token asked again does no harm.
  const asked = await seeMachines(link, [{ Name: 'client-token', Values: [token] }], signal).catch(
    (thrown: unknown) => {
      if (signal.aborted) throw thrown
      return []
    }
  )
  return asked.find(fits)
}

async function takeOver({ clock }: LaunchParts, file: RunFile, link: CloudLink, signal: AbortSignal): Promise<boolean> {
  const found = await findLaunched(file.read(), link, signal)
  if (!found) {
    await requireAccount(link, file.read().run, signal)
    const left = Date.parse(file.read().own.attempt?.deadline ?? '') - clock.now().getTime()
    if (left > leastMs) return false
    // Nobody knows of it, and had it been heard its machine would have ended itself by now.
    const error = new Failure('timeout', 'AWS did not answer while there was time for the run.').toData()
    file.change(record => ending(record, { as: 'failed', error }, clock.now()))
    return true
  }
  file.change(record => launched(record, machineOf(found, clock.now()), clock.now()))
  return true
}

const machineOf = ({ instance, launchedAt, zone }: SeenMachine, now: Date) => ({
  ...{ instance, zone },
  launchedAt: launchedAt ?? now.toISOString()
})

/** Network and token; both are on disk when it returns. */
async function begin(parts: LaunchParts, file: RunFile, link: CloudLink, signal: AbortSignal): Promise<void> {
  const { run, own } = file.read()
  await requireAccount(link, run, signal)
  const place = own.places[own.at]
  if (!place) throw new Failure('internal', `The run ${run.asked.name} has no place left to be tried.`)
  const range = await parts.ownRange(isLocalCloud(link), signal)
  const computer = await computerMark(parts.dataFolder)
  const group = await openOwnGroup(link, { owner: run.owner, vpc: place.vpc, range, computer, signal })
  const now = parts.clock.now()
  const deadline = deadlineOf(run, now)
  if (Date.parse(deadline) - now.getTime() < leastMs)
    throw new Failure('limit-exceeded', `The time of the run ${run.asked.name} was over before it could go on.`)
  const userData = parts.work.bootScript({
    ...{ run, publicKey: own.publicKey, user: own.image.user, deadline: Date.parse(deadline) }
  })
  if (Buffer.byteLength(userData) > mostUserData)
    throw new Failure('limit-exceeded', 'What the machine is to know at its boot is longer than EC2 takes.')
  const priced = run.earlier.length > 0 ? await pricedAnew(parts, run, place, link, signal) : place
  const attempt: LaunchAttempt = {
    ...{ token: randomUUID(), place: priced, group, userData, deadline, at: now.toISOString() }
  }
  file.change(record => attemptBegun(record, attempt, now))
}

/** A further machine comes when the market has moved on: hours after the prices of the first were asked. */
async function pricedAnew(
  { clock, log }: LaunchParts,
  { asked }: Run,
  place: LaunchPlace,
  link: CloudLink,
  signal: AbortSignal
): Promise<LaunchPlace> {
  const rest = place.restUsdPerHour ?? null
  if (!asked.spot || rest === null) return place
  try {
    const prices = await spotPrices(link, [place.type], clock.now(), signal)
    const now = prices.find(({ type, zone }) => type === place.type && zone === place.zone)
    return { ...place, usdPerHour: machineUsdPerHour(now?.usdPerHour ?? null, rest) ?? place.usdPerHour }
  } catch (thrown) {
    signal.throwIfAborted()
    log.warn(`A further spot machine is reckoned with the price of the first: ${Failure.from(thrown).message}`)
    return place
  }
}

/** What goes on after a spot machine was taken away has the time that is left, or as long as it may be renewed. */
function deadlineOf({ deadline, renewUntil, asked }: Run, now: Date): string {
  const whole = now.getTime() + asked.maxSeconds * 1000
  if (deadline === null) return new Date(whole).toISOString()
  const renewed = renewUntil === null ? 0 : Math.min(Date.parse(renewUntil), whole)
  return new Date(Math.max(Date.parse(deadline), renewed)).toISOString()
}

/** `first`: nobody has asked with this token before. */
async function ask(
  { clock, timing }: LaunchParts,
  file: RunFile,
  link: CloudLink,
  { signal, first }: { readonly signal: AbortSignal; readonly first: boolean }
): Promise<void> {
  const record = file.read()
  const { attempt } = record.own
  if (!attempt) return
  let answer: RunInstancesCommandOutput
  try {
    answer = await link.ec2('start the machine', signal, (ec2, options) =>
      ec2.runInstances(requestOf(record, attempt), options)
    )
  } catch (thrown) {
    return refused(file, Failure.from(thrown), { now: clock.now(), first, listedMs: timing.listedMs })
  }
  const [made] = answer.Instances ?? []
  const instance = made?.InstanceId
  if (!instance) throw new Failure('protocol', 'AWS says that it started a machine, but not which.')
  const launchedAt = (made.LaunchTime ?? clock.now()).toISOString()
  const zone = made.Placement?.AvailabilityZone ?? null
  // Not written down, it is no refusal: the machine is there, and is found by its token.
  file.change(now => launched(now, { instance, launchedAt, zone }, clock.now()))
}

/** Throws what may go away by itself, or leave a machine behind. */
function refused(
  file: RunFile,
  failure: Failure,
  { now, first, listedMs }: { readonly now: Date; readonly first: boolean; readonly listedMs: number }
): void {
  const meaning = refusalMeaning(cloudErrorName(failure.cause))
  const unheard = isUnheard(failure.code) || failure.code === 'cancelled'
  if (unheard || meaning === 'again' || meaning === 'other-parameters') throw failure
  const { status, tries } = answerOf(failure.cause)
  // An answer that cannot be read, or one of what stands between, is no word of EC2's: a machine may have been made.
  if (meaning === 'final' && !(status >= 400 && status < 500)) throw failure
  // An earlier question with this token may have been heard, and its machine not listed yet. The SDK asks again by itself.
  const sure = first && (meaning !== 'final' || tries <= 1)
  const { attempt } = file.read().own
  const askedAt = Date.parse(attempt?.at ?? '')
  // By a clock that was set right meanwhile: the wait begins anew, and does not take as long as that was wrong.
  if (attempt && askedAt > now.getTime())
    file.change(record => changed(record, { own: { attempt: { ...attempt, at: now.toISOString() } } }, now))
  if (!sure && now.getTime() - askedAt < listedMs) throw failure
  const data = failure.toData()
  file.change(record => {
    if (meaning === 'final')
      return ending(changed(record, { own: { attempt: null } }, now), { as: 'failed', error: data }, now)
    return placeRefused(record, data, nextPlace(record, meaning === 'next-type' ? 'type' : 'zone'), now)
  })
}

const metadata = z.object({
  $metadata: z.object({ httpStatusCode: z.number().default(0), attempts: z.number().default(1) })
})

/** The SDK's word about the last of its tries (`$metadata` of each of its errors). */
function answerOf(thrown: unknown): { status: number; tries: number } {
  const { data } = metadata.safeParse(thrown)
  return { status: data?.$metadata.httpStatusCode ?? 0, tries: data?.$metadata.attempts ?? 1 }
}

function requestOf({ run, own }: RunRecord, attempt: LaunchAttempt): RunInstancesCommandInput {
  const { asked } = run
  const Tags = runTags(run, attempt.deadline)
  const marked = ['instance' as const, 'volume' as const, ...(asked.spot ? ['spot-instances-request' as const] : [])]
  return {
    ...{ ImageId: own.image.id, MinCount: 1, MaxCount: 1, ClientToken: attempt.token },
    // The SDK's own list of types ends on the day when it was made.
    InstanceType: attempt.place.type as _InstanceType,
    ...{ SubnetId: attempt.place.subnet, SecurityGroupIds: [attempt.group] },
    InstanceInitiatedShutdownBehavior: 'terminate',
    MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 1 },
    BlockDeviceMappings: [
      {
        DeviceName: own.image.rootDevice,
        Ebs: {
          ...{ VolumeSize: Math.max(asked.diskGb, own.image.leastGb), VolumeType: diskType },
          ...{ DeleteOnTermination: true, Encrypted: true }
        }
      }
    ],
    TagSpecifications: marked.map(ResourceType => ({ ResourceType, Tags: [...Tags].map(tag => ({ ...tag })) })),
    UserData: Buffer.from(attempt.userData).toString('base64'),
    ...(asked.instanceProfile !== null && { IamInstanceProfile: { Name: asked.instanceProfile } }),
    ...(asked.spot && {
      InstanceMarketOptions: {
        MarketType: 'spot',
        SpotOptions: {
          ...{ SpotInstanceType: 'one-time', InstanceInterruptionBehavior: 'terminate' },
          // Without it AWS takes the on-demand price (EC2 API reference, SpotMarketOptions).
          ...(asked.maxSpotUsdPerHour !== null && { MaxPrice: String(asked.maxSpotUsdPerHour) })
        }
      }
    })
  }
}
