import type { ClassImages } from '@contract/job-progress'
import type { ReactNode } from 'react'
import { client } from '../../../client/engine-link'
import { formatPercent } from '../../../ui/format'
import { SectionHead } from '../../../ui/page-bar'
import { AnswerNote } from './answer-note'
import styles from './detail.module.css'
import { useAnswer } from './use-answer'

/** Pictures that are asked for at once. */
const most = 50

type ClassImage = ClassImages['images'][number]

/** What stands under a class: its share, and its resolution where that is known. */
export function classWords({ share, resolutionAngstrom: resolution }: ClassImage): string {
  const parts = [
    share === null ? '' : formatPercent(share),
    resolution === null ? '' : `${resolution.toFixed(resolution < 10 ? 1 : 0)} Å`
  ]
  return parts.filter(part => part !== '').join(', ')
}

/** The class averages of the latest model as pictures; read anew when there is another model. */
export function ClassGrid(props: { site: string; id: string; model: string; live: boolean }): ReactNode {
  const { site, id, model, live } = props
  const answer = useAnswer(
    live ? `${site} ${id} ${model}` : null,
    signal => client.jobs.classImages({ site, id, most }, { signal }),
    null
  )
  const { value } = answer
  return (
    <>
      <SectionHead line title='Classes' fact={value ? gridFact(value) : undefined} />
      <AnswerNote answer={answer} reading='Reading the pictures of the classes.' />
      {value && (
        <ul className={`${styles.part} ${styles.classes}`} aria-label='Class averages'>
          {value.images.map(image => (
            <li key={image.number}>
              <figure>
                <img
                  src={`data:image/png;base64,${image.png}`}
                  width={value.width}
                  height={value.height}
                  alt={`Class ${image.number}`}
                />
                <figcaption>
                  <b>{image.number}</b> {classWords(image)}
                </figcaption>
              </figure>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** `iteration 12, the 50 largest of 200`. */
export function gridFact({ iteration, images, total }: ClassImages): string {
  const of = images.length < total ? `the ${images.length} largest of ${total}` : 'the largest first'
  return iteration === null ? of : `iteration ${iteration}, ${of}`
}
