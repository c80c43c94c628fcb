import type { ReactNode } from 'react'
import styles from './status-strip.module.css'

/** One cell of the strip. A cell with `onOpen` opens its room. */
export interface StripCell {
  readonly id: string
  readonly content: ReactNode
  readonly onOpen?: () => void
  /** Gives way first when the window is narrow: 1 under 1100 px, 2 under 900 px. */
  readonly drop?: 1 | 2
}

function Cell({ cell }: { cell: StripCell }) {
  if (cell.onOpen === undefined)
    return (
      <div className={styles.cell} data-drop={cell.drop}>
        {cell.content}
      </div>
    )
  return (
    <button type='button' className={styles.cell} data-drop={cell.drop} onClick={cell.onOpen}>
      {cell.content}
    </button>
  )
}

/** The line at the foot: transfers, failures and jobs at the left; age of data, spend and both clocks at the right. */
export function StatusStrip({ left, right }: { left: readonly StripCell[]; right: readonly StripCell[] }) {
  return (
    <footer className={styles.strip}>
      {left.map(cell => (
        <Cell key={cell.id} cell={cell} />
      ))}
      <span className='grow' />
      {right.map(cell => (
        <Cell key={cell.id} cell={cell} />
      ))}
    </footer>
  )
}
