/** Which of the permissions that a run needs one has. Nothing is changed by asking. */
import type { CloudCheck, CloudIdentity, CloudPermission } from '@contract/cloud'
import type { FailureData } from '@contract/errors'
import { Failure } from '@domain/failure'
import { askPrice, isListed } from './ask-price'
import { cloudErrorName } from './cloud-errors'
import type { CloudLink } from './cloud-link'
import { ownInstances, ownVolumes } from './describe-own'
import { imageOf, type Probe, probes, type Samples, smallType } from './permission-probes'

export async function checkPermissions(
  link: CloudLink,
  identity: CloudIdentity,
  signal: AbortSignal | undefined
): Promise<CloudCheck> {
  const [image, prices, samples, dry] = await Promise.all([
    askForImage(link, signal),
    askForPrices(link, signal),
    findSamples(link, signal),
    honoursDryRun(link, signal)
  ])
  const permissions = [image.permission, ...prices]
  // One after the other: twenty at once are what EC2 throttles.
  let heeded = dry
  for (const probe of probes) {
    const unasked = unaskedReason(probe, link, heeded)
    const { action, purpose } = probe
    const permission: CloudPermission = unasked
      ? { action, purpose, result: 'unsure', error: unasked }
      : await askFor(probe, link, { ...samples, image: image.image }, signal)
    if (permission.error?.code === doneInEarnest) heeded = false
    permissions.push(permission)
  }
  const { profile, region } = link.place
  const missing = permissions.filter(({ result }) => result === 'denied').map(({ action }) => action)
  return { profile, region, identity, permissions, missing }
}

/** Stores that only speak AWS's language may do in earnest what was asked as a dry run: then nothing more is asked. */
async function honoursDryRun(link: CloudLink, signal: AbortSignal | undefined): Promise<boolean> {
  if (link.place.endpoints.ec2 === undefined) return true
  return link
    .ec2('ask as a dry run', signal, (ec2, options) => ec2.describeInstances({ DryRun: true }, options))
    .then(
      () => false,
      // A refusal proves nothing: who may not look may perhaps launch.
      (thrown: unknown) => isDryRun(Failure.from(thrown))
    )
}

/** Why a probe must not be sent; undefined: it may. */
function unaskedReason({ changes, destroys }: Probe, { place }: CloudLink, heeded: boolean): FailureData | undefined {
  if (changes && !heeded) return takesNoNotice
  const { endpoints, demoKeys } = place
  return destroys && !demoKeys && endpoints.ec2 !== undefined && !isOfAws(endpoints.ec2) ? notRisked : undefined
}

/** An address of AWS's own, as of a network's private endpoint. */
function isOfAws(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false
  const { protocol, hostname } = new URL(endpoint)
  return protocol === 'https:' && /\.(amazonaws\.com(\.cn)?|api\.aws)$/.test(hostname)
}

const notRisked = new Failure(
  'unsupported',
  'This address is not one of AWS, so no request to delete is tried there.',
  {
    hint: 'Look into the policy of the account.'
  }
).toData()

/** The code of what was done although it was asked as a dry run; no refusal of AWS has it. */
const doneInEarnest = 'protocol'

const wasDone = (action: string): Failure =>
  new Failure(doneInEarnest, `${action} was done, although it was asked as a dry run.`, {
    hint: 'Look at what is in the account, and undo it. Nothing more that changes something was asked.'
  })

const isDryRun = (failure: Failure): boolean => cloudErrorName(failure.cause) === 'DryRunOperation'

const takesNoNotice = new Failure('unsupported', 'The service at this address takes no notice of dry runs.', {
  hint: 'What would change something was not asked.'
}).toData()

const parameterPermission = { action: 'ssm:GetParameter', purpose: 'to find the newest image' }

async function askForImage(
  link: CloudLink,
  signal: AbortSignal | undefined
): Promise<{ image: string | null; permission: CloudPermission }> {
  try {
    const image = await imageOf(link, signal)
    return { image, permission: { ...parameterPermission, result: 'allowed', error: null } }
  } catch (thrown) {
    return { image: null, permission: judged(parameterPermission, thrown, signal) }
  }
}

const pricePermission = {
  action: 'pricing:GetProducts',
  purpose: 'to know what machines cost today; without it the prices of the program’s own table count'
}

/** Empty where there is no list to ask. Runs go on without it, so that no failure of the list ends the check. */
async function askForPrices(link: CloudLink, signal: AbortSignal | undefined): Promise<CloudPermission[]> {
  const { endpoints, region, demoKeys } = link.place
  // Of another service than AWS's EC2, AWS's list knows nothing, and its keys are none of AWS's business.
  if (demoKeys || !isListed(region) || (endpoints.ec2 !== undefined && endpoints.pricing === undefined)) return []
  try {
    await askPrice(link, { kind: 'machine', type: smallType }, signal)
    return [{ ...pricePermission, result: 'allowed', error: null }]
  } catch (thrown) {
    const failure = Failure.from(thrown)
    if (signal?.aborted) throw failure
    const result = failure.code === 'permission' ? 'denied' : 'unsure'
    return [{ ...pricePermission, result, error: failure.toData() }]
  }
}

async function askFor(
  { ask, changes, ...about }: Probe,
  link: CloudLink,
  samples: Samples,
  signal: AbortSignal | undefined
): Promise<CloudPermission> {
  const named = { action: about.action, purpose: about.purpose }
  try {
    const asked = await link.ec2(`ask for ${about.action}`, signal, async (ec2, options) => {
      const answer = ask(ec2, samples, options)
      if (answer === null) return false
      await answer
      return true
    })
    if (!asked) return { ...named, result: 'unsure', error: nothingToAsk }
    // A dry run that is heeded is always an error.
    if (changes) return { ...named, result: 'unsure', error: wasDone(about.action).toData() }
    return { ...named, result: 'allowed', error: null }
  } catch (thrown) {
    return judged(named, thrown, signal)
  }
}

const nothingToAsk = new Failure('not-found', 'There is nothing in the account yet that it could be asked about.', {
  hint: 'Check again when there is, or look into the policy.'
}).toData()

/** A failure of the network or of the sign-in is none of the permission: it ends the check. */
function judged(
  named: Pick<CloudPermission, 'action' | 'purpose'>,
  thrown: unknown,
  signal: AbortSignal | undefined
): CloudPermission {
  const failure = Failure.from(thrown)
  if (isDryRun(failure)) return { ...named, result: 'allowed', error: null }
  if (failure.code === 'permission') return { ...named, result: 'denied', error: failure.toData() }
  const answered = ['remote-error', 'not-found', 'conflict', 'unsupported', 'limit-exceeded', 'capacity', 'not-allowed']
  if (signal?.aborted || !answered.includes(failure.code)) throw failure
  return { ...named, result: 'unsure', error: failure.toData() }
}

/** Denied looks leave them out; the check itself names those. */
async function findSamples(link: CloudLink, signal: AbortSignal | undefined): Promise<Omit<Samples, 'image'>> {
  const orNone = <T>(work: Promise<T | undefined>): Promise<T | null> =>
    work.then(
      found => found ?? null,
      () => null
    )
  const group = link.ec2('find a security group', signal, (ec2, options) =>
    ec2.describeSecurityGroups({ Filters: [{ Name: 'group-name', Values: ['default'] }], MaxResults: 5 }, options)
  )
  const [found, instance, volume] = await Promise.all([
    orNone(group.then(({ SecurityGroups }) => SecurityGroups?.[0])),
    orNone(ownInstances(link, { signal }).then(([first]) => first?.id)),
    orNone(ownVolumes(link, { signal }).then(([first]) => first?.id))
  ])
  return { group: found?.GroupId ?? null, vpc: found?.VpcId ?? null, instance, volume }
}
