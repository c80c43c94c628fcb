/** A small picture of a display, taken when it is chosen and on demand. */
import type { Display } from '@contract/display'
import { Failure } from '@domain/failure'
import { type ReactNode, useEffect, useState } from 'react'
import { client } from '../../client/engine-link'
import { Age } from '../../ui/age'
import { IconButton } from '../../ui/button'
import { keyOf, nameOf, oneOf } from './display-words'
import styles from './displays.module.css'

interface Picture {
  readonly base64: string
  readonly takenAt: number
}

/** Pixels across; the drawer is about so wide. */
const width = 480

export function DisplayThumbnail({ display }: { display: Display }): ReactNode {
  const [picture, setPicture] = useState<Picture | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [asked, setAsked] = useState(0)
  const key = keyOf(display)
  const why = display.cannot.thumbnail ?? (display.state === 'ready' ? undefined : 'There is no picture of it now.')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the display; `asked` takes another one
  useEffect(() => {
    if (why !== undefined) return
    const asking = new AbortController()
    setFailure(null)
    client.displays.thumbnail({ ...oneOf(display), width }, { signal: asking.signal }).then(
      ({ base64, takenAt }) => !asking.signal.aborted && setPicture({ base64, takenAt: Date.parse(takenAt) }),
      thrown => !asking.signal.aborted && setFailure(Failure.from(thrown))
    )
    return () => asking.abort()
  }, [key, asked, why])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another display begins without a picture
  useEffect(() => setPicture(null), [key])
  if (why !== undefined || failure !== null)
    return <div className={`${styles.picture} ${styles.noPicture}`}>{why ?? failure?.message}</div>
  if (picture === null) return <div className={`${styles.picture} ${styles.noPicture}`}>Taking a picture.</div>
  return (
    <figure>
      <img
        className={styles.picture}
        src={`data:image/png;base64,${picture.base64}`}
        alt={`What ${nameOf(display)} shows`}
      />
      <figcaption className={styles.name}>
        <Age at={picture.takenAt} />
        <IconButton icon='refresh' label='Take another picture' onClick={() => setAsked(asked + 1)} />
      </figcaption>
    </figure>
  )
}
