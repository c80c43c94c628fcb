/** Which profile, which region and which addresses: asked, chosen, or as the environment and `~/.aws` say. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CloudAccount, CloudProfile, CloudTarget } from '@contract/cloud'
import { awsEndpointOf, awsProfileSection, awsSections } from '@domain/aws-config'
import { demoProfileName, readProfiles } from '@domain/cloud/profiles'
import { Failure } from '@domain/failure'
import type { DemoCloud, Platform } from '../platform'

/** A service as it is called in `endpoint_url` settings. */
export type CloudService = 'ec2' | 'sts' | 'ssm' | 'pricing'

export interface CloudPlace {
  /** Null: none is named; the SDK looks at the variables and at `default`. */
  readonly profile: string | null
  readonly region: string
  readonly regionFrom: CloudAccount['regionFrom']
  readonly profiles: readonly CloudProfile[]
  /** The profile that is named is not among them. */
  readonly missing: boolean
  /** Where another address than AWS's own is set. */
  readonly endpoints: Readonly<Partial<Record<CloudService, string>>>
  /** Of the text of both files: with another one the sign-in may be another. */
  readonly filesDigest: string
  /** Of the make-believe cloud; undefined: the place is a real one. */
  readonly demoKeys?: DemoCloud['keys']
}

/** The choice that is kept. */
export interface CloudChoice {
  readonly cloudProfile: string | null
  readonly cloudRegion: string | null
}

/** Where nobody names one; the largest, and the one that the price table is of. */
const fallbackRegion = 'us-east-1'
const services: readonly CloudService[] = ['ec2', 'sts', 'ssm', 'pricing']

export interface PlaceParts extends Pick<Platform, 'environment' | 'homeFolder'> {
  /** As long as the demo facility runs. */
  readonly demo?: DemoCloud | undefined
}

/** The files are read anew each time: people sign in while the program runs. */
export async function findPlace(parts: PlaceParts, chosen: CloudChoice, target: CloudTarget): Promise<CloudPlace> {
  const { environment, demo } = parts
  const { config, credentials } = await readFiles(parts)
  const ofFiles = readProfiles(config, credentials)
  const profiles = demo ? [...ofFiles, demoProfile(demo)] : ofFiles
  const unchosen = demo && !signsInUnnamed(environment, ofFiles) ? demoProfileName : null
  const profile =
    target.profile === undefined ? (chosen.cloudProfile ?? (environment.AWS_PROFILE || unchosen)) : target.profile
  const settings = profiles.find(({ name }) => name === (profile ?? 'default'))
  if (demo && profile === demoProfileName)
    return { profile, profiles, ...demoAccess(demo), ...regionOf(target, chosen, environment, settings) }
  const endpoints = Object.fromEntries(
    services.flatMap(service => {
      const endpoint = endpointOf(service, environment, { config, credentials }, profile ?? 'default')
      return endpoint ? [[service, endpoint]] : []
    })
  )
  const missing = profile !== null && !settings
  const filesDigest = createHash('sha256')
    .update(JSON.stringify([config, credentials]))
    .digest('hex')
  return { profile, profiles, missing, endpoints, filesDigest, ...regionOf(target, chosen, environment, settings) }
}

const demoProfile = ({ region }: DemoCloud): CloudProfile => ({ name: demoProfileName, signIn: 'demo', region })

/** Nothing of the files and the environment counts for it, so it leads to no real account. */
const demoAccess = ({
  endpoint,
  keys
}: DemoCloud): Pick<CloudPlace, 'missing' | 'endpoints' | 'filesDigest' | 'demoKeys'> => ({
  ...{ missing: false, filesDigest: `demo ${keys.accessKeyId}`, demoKeys: keys },
  endpoints: Object.fromEntries(services.map(service => [service, endpoint]))
})

/** Whoever has an account of that kind must not get the make-believe one instead of it without a word. */
function signsInUnnamed(environment: PlaceParts['environment'], profiles: readonly CloudProfile[]): boolean {
  const variables = [
    'AWS_ACCESS_KEY_ID',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI'
  ]
  if (variables.some(name => environment[name])) return true
  return profiles.some(({ name, signIn }) => name === 'default' && signIn !== 'none')
}

/** The make-believe cloud is gone, and all that was in it. */
export const isPastDemo = (failure: Failure): boolean => isNoProfile(failure, demoProfileName)

/** Its profile is not in the files: nobody can sign in where it leads. */
export const isNoProfile = ({ code, message }: Failure, profile: string | null): boolean =>
  code === 'not-found' && message === noSuchProfile(profile).message

export function noSuchProfile(profile: string | null): Failure {
  if (profile === demoProfileName)
    return new Failure('not-found', 'The make-believe cloud of the demo facility does not run.', {
      hint: 'Start the demo facility (farscope demo), or choose another profile.'
    })
  return new Failure('not-found', `There is no profile ${profile} in ~/.aws.`, {
    hint: 'Choose another one (farscope cloud account lists them), or make it with aws configure sso.'
  })
}

function regionOf(
  target: CloudTarget,
  chosen: CloudChoice,
  environment: PlaceParts['environment'],
  settings: CloudProfile | undefined
): Pick<CloudPlace, 'region' | 'regionFrom'> {
  if (target.region !== undefined) return { region: target.region, regionFrom: 'asked' }
  // A region was chosen for the profile that was chosen; another profile has its own.
  const other = target.profile !== undefined && target.profile !== chosen.cloudProfile
  if (chosen.cloudRegion !== null && !other) return { region: chosen.cloudRegion, regionFrom: 'settings' }
  const set = environment.AWS_REGION || environment.AWS_DEFAULT_REGION
  if (set) return { region: set, regionFrom: 'environment' }
  if (settings?.region) return { region: settings.region, regionFrom: 'profile' }
  return { region: fallbackRegion, regionFrom: 'fallback' }
}

/** AWS SDK and tools reference, "Service-specific endpoints": the service's own before that of all. */
function endpointOf(
  service: CloudService,
  environment: PlaceParts['environment'],
  { config, credentials }: AwsFiles,
  profile: string
): string | undefined {
  const ofConfig = awsProfileSection(awsSections(config), profile)
  const ofCredentials = awsSections(credentials).get(profile)
  const ignore =
    environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ||
    (ofConfig?.get('ignore_configured_endpoint_urls') ?? ofCredentials?.get('ignore_configured_endpoint_urls'))
  if (ignore?.toLowerCase() === 'true') return undefined
  const set = environment[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || environment.AWS_ENDPOINT_URL
  return set || (awsEndpointOf(config, profile, service) ?? ofCredentials?.get('endpoint_url'))
}

/** The text of the two files; empty where there is none. */
interface AwsFiles {
  readonly config: string
  readonly credentials: string
}

async function readFiles({ environment, homeFolder }: PlaceParts): Promise<AwsFiles> {
  const folder = join(environment.HOME || homeFolder, '.aws')
  const [config, credentials] = await Promise.all([
    readOrNothing(environment.AWS_CONFIG_FILE || join(folder, 'config')),
    readOrNothing(environment.AWS_SHARED_CREDENTIALS_FILE || join(folder, 'credentials'))
  ])
  return { config, credentials }
}

async function readOrNothing(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
    if (code === 'ENOENT' || code === 'ENOTDIR') return ''
    throw new Failure('permission', `${file} cannot be read.`, {
      cause: thrown,
      hint: 'Check whose file it is and its mode.'
    })
  }
}
