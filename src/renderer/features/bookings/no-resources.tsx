import type { ReactNode } from 'react'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import styles from './calendar.module.css'
import type { RoomPage } from './calendar-room'
import { useRoom } from './room-context'
import { showAllResources } from './room-view'
import { storeKey } from './use-stores'

/** In the place of a calendar none of whose resources is shown. */
export function NoResources({ onPage }: { onPage: (page: RoomPage) => void }): ReactNode {
  const { file, store } = useRoom()
  const none = file.resources.length === 0
  return (
    <div className={styles.none}>
      {none ? (
        <EmptyState act={<Button onClick={() => onPage('rules')}>Resources and rules</Button>}>
          Instruments and what else is booked stand here. This calendar has none yet.
        </EmptyState>
      ) : (
        <EmptyState act={<Button onClick={() => showAllResources(storeKey(store))}>Show all</Button>}>
          {`All ${file.resources.length} resources are left out.`}
        </EmptyState>
      )}
    </div>
  )
}
