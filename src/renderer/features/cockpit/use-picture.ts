/** The pictures of the newest micrograph; the last ones stay until the next are here. */
import type { MicrographPicture, MicrographQuality, Quality } from '@contract/cockpit'
import type { Session } from '@contract/sessions'
import type { Failure } from '@domain/failure'
import { client } from '../../client/engine-link'
import { useAsked } from '../../client/use-asked'
import { sessionKey } from './use-look'

export interface Pictured {
  readonly picture: MicrographPicture | null
  /** What is known of the one that is shown: figures of another never stand beside it. */
  readonly micrograph: MicrographQuality | null
  readonly failure: Failure | null
}

/** A picture, what was known of its micrograph when it was asked for, and the session it is of. */
export interface AnsweredPicture {
  readonly key: string
  readonly picture: MicrographPicture
  readonly micrograph: MicrographQuality
}

/** What is shown of an answer: nothing of another session's, and the newest figures where they are of the same one. */
export function picturedOf(
  answer: AnsweredPicture | null,
  key: string,
  newest: MicrographQuality | null
): Pick<Pictured, 'picture' | 'micrograph'> {
  if (answer === null || answer.key !== key) return { picture: null, micrograph: null }
  const { picture, micrograph } = answer
  return { picture, micrograph: newest?.name === micrograph.name ? newest : micrograph }
}

/** Nothing is asked while there is none, or nobody sees it. */
export function usePicture(
  session: Session,
  newest: Quality['newest'],
  of: 'micrograph' | 'spectrum',
  visible: boolean
): Pictured {
  const micrograph = newest?.micrograph ?? null
  const key = sessionKey(session)
  const wanted = visible && micrograph !== null && (of === 'micrograph' || newest?.spectrum === true)
  const { answer, failure } = useAsked<AnsweredPicture>(
    wanted ? `${key} ${of} ${micrograph.name}` : null,
    async signal => {
      if (micrograph === null) throw new Error('There is no micrograph to ask for.')
      const one = { store: session.store, uid: session.booking.uid, name: micrograph.name, of }
      return { key, micrograph, picture: await client.cockpit.picture(one, { signal }) }
    }
  )
  return { ...picturedOf(answer, key, micrograph), failure }
}
