/** The broker of a site, as it is asked for one of the site's places. */
import type { DcvBroker, SiteView } from '@contract/sites'
import type { DisplayPlace } from './adapter'
import { displayHost } from './places'
import type { ServerIdentity } from './server-identity'

export interface BrokerAt {
  readonly record: DcvBroker
  readonly place: DisplayPlace
}

/** For messages. */
export const nameOf = ({ record }: BrokerAt): string => `The DCV broker at ${new URL(record.url).host}`

/** The sessions of a broker are of no host: they are told with the one on which displays are made. */
export function brokerAt(site: SiteView, place: DisplayPlace): BrokerAt | undefined {
  const record = site.displays?.dcvBroker
  return record && place.host === displayHost(site) ? { record, place } : undefined
}

const digitsOf = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase()

export const brokerIdentity = ({ record }: BrokerAt): ServerIdentity => ({
  host: new URL(record.url).hostname,
  fingerprints: record.fingerprint === undefined ? [] : [digitsOf(record.fingerprint)],
  pinnedBy: "the site's settings name",
  unpinnedHint: seen =>
    `Ask the facility whether ${seen} is the SHA-256 fingerprint of the certificate of its broker, and enter it in the settings of the site, under Displays.`
})

/** `names`: what the broker calls the server besides. */
export const serverIdentity = ({ record }: BrokerAt, host: string, names: readonly string[]): ServerIdentity => ({
  ...{ host, otherNames: names },
  fingerprints: record.serverFingerprints.map(digitsOf),
  pinnedBy: "the site's settings name",
  unpinnedHint: seen =>
    `Ask the facility whether ${seen} is the SHA-256 fingerprint of the certificate of this server, and enter it in the settings of the site, under Displays.`
})
