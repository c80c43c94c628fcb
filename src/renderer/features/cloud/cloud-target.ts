import type { Settings } from '@contract/app'
import type { CloudTarget } from '@contract/cloud'

/** The account and region that are chosen for the whole window. */
export function chosenTarget({
  cloudProfile,
  cloudRegion
}: Pick<Settings, 'cloudProfile' | 'cloudRegion'>): CloudTarget {
  return {
    ...(cloudProfile !== null && { profile: cloudProfile }),
    ...(cloudRegion !== null && { region: cloudRegion })
  }
}
