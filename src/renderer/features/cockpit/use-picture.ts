/** The pictures of the newest micrograph; the last ones stay until the next are here. */
import type { MicrographPicture, Quality } from '@contract/cockpit'
import type { Session } from '@contract/sessions'
import type { Failure } from '@domain/failure'
import { client } from '../../client/engine-link'
import { useAsked } from '../../client/use-asked'
import { sessionKey } from './use-look'

export interface Pictured {
  readonly picture: MicrographPicture | null
  readonly failure: Failure | null
}

/** Nothing is asked while there is none, or nobody sees it. */
export function usePicture(
  session: Session,
  newest: Quality['newest'],
  of: 'micrograph' | 'spectrum',
  visible: boolean
): Pictured {
  const name = newest?.micrograph.name ?? null
  const wanted = visible && name !== null && (of === 'micrograph' || newest?.spectrum === true)
  const { answer, failure } = useAsked(wanted ? `${sessionKey(session)} ${of} ${name}` : null, signal =>
    client.cockpit.picture({ store: session.store, uid: session.booking.uid, name: name ?? '', of }, { signal })
  )
  return { picture: answer, failure }
}
