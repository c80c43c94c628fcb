/** Clouds whose services are a proxy's word. */
import { type Cloud, createCloud } from '../../../src/main/cloud/cloud'
import type { PriceTable } from '../../../src/main/cloud/price-table'
import type { OwnResults } from '../../../src/main/cloud/results/own-results'
import { systemClock } from '../../../src/main/platform'
import { identityBody, type Verdict } from './fault-proxy'

/** Nothing is kept in `homeFolder`; `environment` beside the address. */
export function cloudAt(
  endpoint: string,
  homeFolder: string,
  environment: Readonly<Record<string, string>> = {},
  prices: PriceTable = { date: null, onDemand: () => null },
  results?: OwnResults
): Cloud {
  return createCloud({
    platform: { environment: { AWS_ENDPOINT_URL: endpoint, ...environment }, homeFolder, clock: systemClock },
    settings: { read: () => ({ cloudProfile: null, cloudRegion: 'eu-central-1' }) },
    isKnownRun: () => false,
    readPrices: async () => prices,
    ...(results && { results })
  })
}

/** STS says who one is; `other` answers the rest. */
export const signedIn =
  (other: (action: string, fields: URLSearchParams) => Verdict, arn = 'arn:aws:iam::123456789012:user/ada') =>
  (action: string, fields: URLSearchParams): Verdict =>
    action === 'GetCallerIdentity' ? { body: identityBody(arn) } : other(action, fields)
