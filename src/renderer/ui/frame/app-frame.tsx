import type { ReactNode } from 'react'
import styles from './app-frame.module.css'

/** The window: top bar, rail, room and strip. Each part is given by the program; the frame only places them. */
export function AppFrame(props: { top: ReactNode; rail: ReactNode; strip: ReactNode; children: ReactNode }) {
  const { top, rail, strip, children } = props
  return (
    <div className={styles.app}>
      <a className={styles.skip} href='#room'>
        Skip to the room
      </a>
      {top}
      {rail}
      <main id='room' tabIndex={-1} className={styles.main}>
        {children}
      </main>
      {strip}
    </div>
  )
}
