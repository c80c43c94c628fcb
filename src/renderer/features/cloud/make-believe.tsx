/** That a cloud is the demo's, so that nobody takes its prices for real ones. */
import { demoProfileName, makeBelieveWords } from '@domain/cloud/profiles'
import type { ReactNode } from 'react'
import { Tag } from '../../ui/tag'
import styles from './cloud.module.css'

export const isMakeBelieve = ({ profile }: { readonly profile: string | null }): boolean => profile === demoProfileName

/** One line above what it is about. */
export const MakeBelieveLine = (): ReactNode => (
  <p className={styles.makeBelieve}>
    <Tag>make-believe</Tag>
    <span>
      <b>{makeBelieveWords.what}</b> {makeBelieveWords.why}
    </span>
  </p>
)
