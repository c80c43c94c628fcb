import type { DisplayGrant, DisplayGrants } from '../../../src/main/store/display-grants'

/** What a data folder keeps of the people that were let in, in memory; given to two services, it is one that was restarted. */
export function memoryGrants(): DisplayGrants {
  const known = new Map<string, DisplayGrant>()
  const keyOf = ({ kind, site, host, id }: DisplayGrant['display']): string => `${kind} ${site} ${host} ${id}`
  return {
    all: () => [...known.values()],
    save: grant => void known.set(keyOf(grant.display), grant),
    forget: display => void known.delete(keyOf(display))
  }
}
