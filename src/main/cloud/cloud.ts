/** Cloud accounts as one sees them: who one is there, what one may do, what there is, what it costs. */
import type {
  CloudAccount,
  CloudCheck,
  CloudIdentity,
  CloudInventory,
  CloudPrice,
  CloudSweep,
  CloudTarget,
  CloudType,
  PricesInput,
  SweepInput,
  TypesInput
} from '@contract/cloud'
import type { CloudCluster } from '@contract/cloud-clusters'
import { Failure } from '@domain/failure'
import type { DemoCloud, Platform } from '../platform'
import { type AwsClock, createAwsClock } from './aws-clock'
import { checkPermissions } from './check'
import { type CloudLink, createCloudLink } from './cloud-link'
import { createLinks } from './cloud-links'
import { type CloudChoice, type CloudPlace, findPlace } from './cloud-place'
import { readClusters } from './clusters'
import { readInventory } from './inventory'
import { machineTypes } from './machine-types'
import { type PriceTable, readPriceTable } from './price-table'
import { createPriceList, type PriceList } from './region-prices'
import type { OwnResults } from './results/own-results'
import { spotPrices } from './spot-prices'
import { sweep } from './sweep'
import { whoAmI } from './who-am-i'

type Signal = AbortSignal | undefined

export interface Cloud {
  account(target: CloudTarget, signal: Signal): Promise<CloudAccount>
  check(target: CloudTarget, signal: Signal): Promise<CloudCheck>
  list(target: CloudTarget, signal: Signal): Promise<CloudInventory>
  sweep(input: SweepInput, signal: Signal): Promise<CloudSweep>
  clusters(target: CloudTarget, signal: Signal): Promise<CloudCluster[]>
  types(input: TypesInput, signal: Signal): Promise<CloudType[]>
  prices(input: PricesInput, signal: Signal): Promise<CloudPrice[]>
  /** The make-believe cloud has a profile until the returned function is called. */
  addDemo(demo: DemoCloud): () => void
  /** For whoever else of the slice asks AWS: the same link, as long as its sign-in holds. */
  withLink<T>(target: CloudTarget, work: (link: CloudLink) => Promise<T>): Promise<T>
  /** AWS's time, by its last answer. */
  readonly clock: AwsClock
  /** What AWS's own list of prices said, for the whole slice. */
  readonly priceList: PriceList
  close(): void
}

export interface CloudParts {
  readonly platform: Pick<Platform, 'environment' | 'homeFolder' | 'clock'>
  readonly settings: { read(): CloudChoice }
  /** Whether this computer knows the run of a tag; what has another is an orphan. */
  readonly isKnownRun: (run: string) => boolean
  readonly readPrices?: () => Promise<PriceTable>
  /** Unset: no run has named a bucket. */
  readonly results?: OwnResults
}

export function createCloud({
  platform,
  settings,
  isKnownRun,
  readPrices = readPriceTable,
  results = noneWait
}: CloudParts): Cloud {
  const clock = createAwsClock(platform.clock)
  const links = createLinks(place => createCloudLink(place, platform.clock, clock))
  const priceList = createPriceList(platform.clock)
  let demo: DemoCloud | undefined
  const placeOf = (target: CloudTarget): Promise<CloudPlace> =>
    findPlace(
      { ...{ environment: platform.environment, homeFolder: platform.homeFolder }, demo },
      settings.read(),
      target
    )
  const withLink = async <T>(target: CloudTarget, work: (link: CloudLink) => Promise<T>): Promise<T> =>
    links.use(await placeOf(target), work)
  return {
    ...{ withLink, clock, priceList },
    async account(target, signal) {
      const place = await placeOf(target)
      const { profile, region, regionFrom, profiles, endpoints } = place
      const about = { profile, region, regionFrom, profiles: [...profiles], endpoint: shownAddress(endpoints.ec2) }
      try {
        return { ...about, identity: await links.use(place, link => whoAmI(link, signal)), error: null }
      } catch (thrown) {
        if (signal?.aborted) throw thrown
        return { ...about, identity: null, error: Failure.from(thrown).toData() }
      }
    },
    check: (target, signal) =>
      withLink(target, async link => checkPermissions(link, await whoAmI(link, signal), signal)),
    list: (target, signal) =>
      withLink(target, async link => {
        const [identity, table] = await Promise.all([whoAmI(link, signal), readPrices()])
        const ofTypes = (types: readonly string[]) => priceList.of(link, table, types, signal)
        return readInventory({ link, identity, readPrices: ofTypes, isKnownRun, results, signal, now: clock.now() })
      }),
    sweep: ({ resources, account, owner, ...target }, signal) =>
      withLink(target, async link => {
        const identity = await whoAmI(link, signal)
        // In another account nothing of it is known, which must not count as deleted.
        if (identity.account !== account || identity.owner !== owner) throw notReviewed(identity)
        return sweep({ link, clock, isKnownRun, results, signal, identity }, resources)
      }),
    clusters: (target, signal) => withLink(target, link => readClusters(link, signal)),
    types: ({ pattern, gpus, ...target }, signal) =>
      withLink(target, link =>
        machineTypes(link, { ...(pattern !== undefined && { names: [pattern] }), gpus }, signal)
      ),
    prices: ({ types, ...target }, signal) =>
      withLink(target, async link => {
        const table = await readPrices()
        const [spot, prices] = await Promise.all([
          spotPrices(link, types, clock.now(), signal),
          priceList.of(link, table, types, signal)
        ])
        const { region } = link.place
        return [...new Set(types)].map(type => ({
          ...{ type, region, onDemand: prices.machine(type) },
          spot: spot.filter(price => price.type === type).map(({ zone, usdPerHour, at }) => ({ zone, usdPerHour, at }))
        }))
      }),
    addDemo: added => {
      demo = added
      return () => {
        if (demo === added) demo = undefined
      }
    },
    close: links.close
  }
}

const noneWait: OwnResults = { list: async () => ({ found: [], problems: [] }), remove: async () => undefined }

/** Without the name and the password that may stand in it. */
function shownAddress(endpoint: string | undefined): string | null {
  if (endpoint === undefined || !URL.canParse(endpoint)) return endpoint ?? null
  const url = new URL(endpoint)
  if (url.username === '' && url.password === '') return endpoint
  url.username = ''
  url.password = ''
  return url.href
}

const notReviewed = ({ account, owner }: CloudIdentity): Failure =>
  new Failure(
    'conflict',
    `The sign-in is now that of ${owner} in account ${account}, which is not what was reviewed.`,
    {
      hint: 'Nothing was deleted. Look again at what is there.'
    }
  )
