/** What a failed listing means for the person: what, why, what now. */
import type { ErrorCode } from '@contract/errors'
import type { Failure } from '@domain/failure'

/** What stands in a note, and whether connecting would help. */
export interface Trouble {
  readonly what: string
  readonly why: string
  readonly connect: boolean
  /** What connecting would do, where it would help; only a site can be connected. */
  readonly offer: string | undefined
  /** Where another folder can be shown instead: the nearest one that is there, or the one above. */
  readonly instead: 'nearest' | 'above' | undefined
}

const connectHelps: Partial<Record<ErrorCode, string>> = {
  'host-key-unknown': 'Connecting shows the key with its fingerprint and asks whether to trust it.',
  'answer-needed': 'Connecting asks for the password or code that the site wants.',
  'auth-failed': 'Connecting asks once more; nothing is tried by itself.'
}

const insteads: Partial<Record<ErrorCode, Trouble['instead']>> = {
  'not-found': 'nearest',
  permission: 'above',
  'not-a-directory': 'above'
}

/** The words for a failure. */
export function paneTrouble(failure: Failure): Trouble {
  const offer = connectHelps[failure.code]
  return {
    what: failure.message,
    why: failure.hint,
    connect: offer !== undefined,
    offer,
    instead: insteads[failure.code]
  }
}
