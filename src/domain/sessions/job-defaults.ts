/** What a session that runs gives the jobs that are submitted at its site: where they run, and what pays for them. */
import type { Session } from '@contract/sessions'
import { labelOf } from '../bookings/booking'
import { readResource } from '../jobs/templates'

export interface JobDefaults {
  readonly site: string
  /** Absolute. */
  readonly path: string
  /** Of the instrument. */
  readonly name: string
  /** SLURM's; null: the booking names none, or calls what pays for it by words that are no account. */
  readonly account: string | null
}

function accountOf({ booking }: Session): string | null {
  try {
    const account = readResource('account', booking.account)
    return account === null ? null : String(account)
  } catch {
    // Facilities write projects and invoices there, too.
    return null
  }
}

/** Of the session that runs, at `site` or unset at any; undefined while none does, or its folder is not made. */
export function jobDefaultsOf(sessions: readonly Session[], site?: string): JobDefaults | undefined {
  for (const session of sessions) {
    const { phase, folder } = session
    if (phase !== 'running' || folder === null || folder.site === null) continue
    if (site === undefined || folder.site === site)
      return { site: folder.site, path: folder.path, name: labelOf(session.resource), account: accountOf(session) }
  }
  return undefined
}
