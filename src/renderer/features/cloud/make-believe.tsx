/** That a cloud is the demo's, so that nobody takes its prices for real ones. */
import { makeBelieveWords } from '@domain/cloud/profiles'
import type { ReactNode } from 'react'
import { Tag } from '../../ui/tag'
import styles from './cloud.module.css'

export const MakeBelieveTag = (): ReactNode => <Tag title={makeBelieveWords.what}>make-believe</Tag>

/** One line above what it is about. */
export const MakeBelieveLine = (): ReactNode => (
  <p className={styles.makeBelieve}>
    <MakeBelieveTag />
    <span>
      <b>{makeBelieveWords.what}</b> {makeBelieveWords.why}
    </span>
  </p>
)
