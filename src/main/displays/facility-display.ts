/** What a facility says of the display of an instrument, found by the display's id. */
import type { OneDisplay } from '@contract/display'
import type { ResourceDisplay } from '@contract/resources'
import type { MayOpen } from '../may-open'
import type { DisplayAdapter } from './adapter'

/** Undefined: it names no such display, or its calendar is not known. */
export async function facilityDisplay(
  mayOpen: Pick<MayOpen, 'instruments'>,
  { idOf }: Pick<DisplayAdapter, 'idOf'>,
  { kind, site, host, id }: OneDisplay
): Promise<ResourceDisplay | undefined> {
  // A calendar that cannot be read keeps nobody from a look.
  const instruments = await mayOpen.instruments(site).catch(() => [])
  return instruments.find(
    one => one.kind === kind && (one.host ?? host) === host && (one.facility.session ?? idOf?.(one.facility)) === id
  )?.facility
}
