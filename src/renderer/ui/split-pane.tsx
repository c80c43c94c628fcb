import type { ReactNode } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import styles from './split-pane.module.css'

/** One side of a `SplitPane`. */
export interface Side {
  /** Unique on the page; also what the separator before it is called. */
  readonly id: string
  readonly content: ReactNode
  /** First size, as per cent of the whole (`40%`) or in CSS pixels (`274px`). */
  readonly size?: string
  /** Least size, in the same units. */
  readonly min?: string
}

/** Two or more panes with hairlines that can be dragged, or moved by arrow keys. */
export function SplitPane({ direction, sides }: { direction: 'horizontal' | 'vertical'; sides: readonly Side[] }) {
  return (
    <Group orientation={direction} className={styles.group}>
      {sides.flatMap((side, at) => [
        ...(at === 0
          ? []
          : [
              <Separator
                key={`before ${side.id}`}
                className={direction === 'horizontal' ? styles.upright : styles.flat}
                aria-label={`Size of ${side.id}`}
              />
            ]),
        <Panel
          key={side.id}
          // aria-controls takes a list of ids: a space would split one in two.
          id={side.id.replaceAll(' ', '-')}
          className={styles.panel}
          {...(side.size !== undefined && { defaultSize: side.size })}
          {...(side.min !== undefined && { minSize: side.min })}
        >
          {side.content}
        </Panel>
      ])}
    </Group>
  )
}
