import type { Place } from '@contract/files'
import type { Montage } from '@contract/previews'
import type { ReactNode } from 'react'
import { client } from '../../../client/engine-link'
import { useAsked } from '../../../client/use-asked'
import { Button } from '../../../ui/button'
import { formatCount, formatDate } from '../../../ui/format'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { SectionHead } from '../../../ui/page-bar'
import { visibleName } from '../../../ui/visible-name'
import { FailureNote } from '../acts/failure-note'
import styles from './look.module.css'

const wish = { most: 12, size: 160 }

/** The newest pictures of a folder. */
export function Newest({ place }: { place: Place }): ReactNode {
  const { answer, failure, again } = useAsked(JSON.stringify(place), signal =>
    client.previews.newest({ place, ...wish }, { signal })
  )
  if (failure) return <FailureNote failure={failure} acts={<Button onClick={again}>Try again</Button>} />
  if (!answer)
    return (
      <p className={styles.quiet} role='status'>
        Reading the newest pictures of the folder.
      </p>
    )
  if (answer.pictures.length === 0) return <p className={styles.quiet}>There are no micrographs in this folder.</p>
  return (
    <>
      <SectionHead
        title='Newest'
        fact={`${answer.pictures.length} of ${formatCount(answer.total)}`}
        end={
          <Button size='small' kind='quiet' icon='refresh' onClick={again}>
            Read again
          </Button>
        }
      />
      <ul className={styles.newest} aria-label='Newest pictures'>
        {answer.pictures.map(picture => (
          <li key={picture.name}>
            <NewestPicture {...picture} />
          </li>
        ))}
      </ul>
    </>
  )
}

function NewestPicture({ name, mtime, png, why }: Montage['pictures'][number]): ReactNode {
  const shown = visibleName(name)
  return (
    <figure title={shown}>
      {png === null ? (
        <p className={styles.cannot}>{visibleName(why)}</p>
      ) : (
        <img src={`data:image/png;base64,${png}`} alt={shown} />
      )}
      <figcaption>
        <MiddleEllipsis name={name} />
        <span className='faint'>{formatDate(Date.parse(mtime), Date.now())}</span>
      </figcaption>
    </figure>
  )
}
