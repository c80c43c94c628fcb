/** The password of the client of a site's broker, as somebody enters it in the settings. */
import type { SiteView } from '@contract/sites'
import type { SiteAccess } from '../site-access'
import type { DcvBrokerAdapter } from './dcv-broker'
import { displayHost, placeOn } from './places'

/** As `displays.brokerLogin` of the contract. */
export type BrokerLogin = (site: string, secret: string, signal: AbortSignal | undefined) => Promise<void>

export function createBrokerLogin(deps: {
  readonly sites: { show(name: string): Promise<SiteView> }
  readonly access: SiteAccess
  readonly broker: DcvBrokerAdapter
}): BrokerLogin {
  return async (site, secret, signal) => {
    const place = placeOn(deps.access, site, displayHost(await deps.sites.show(site)))
    await deps.broker.logIn(place, secret, signal)
  }
}
