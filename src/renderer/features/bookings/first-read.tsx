/** In the place of a calendar while it is read: how far that is, where it has many files. */
import type { StoreReading } from '@contract/bookings'
import type { BookingStore } from '@contract/resources'
import { type ReactNode, useState } from 'react'
import { client } from '../../client/engine-link'
import { useEngineStream } from '../../client/use-engine-stream'
import { EmptyState } from '../../ui/empty-state'
import { formatCount } from '../../ui/format'
import { Progress } from '../../ui/progress'
import { storeKey } from './use-stores'

/** Follows the read of a store for as long as it stands there. */
export function FirstRead({ store }: { store: BookingStore | null }): ReactNode {
  const [reading, setReading] = useState<StoreReading>(null)
  useEngineStream(
    store === null ? null : storeKey(store),
    signal => (store === null ? Promise.resolve(nothing()) : client.bookings.reading({ store }, { signal })),
    setReading
  )
  return <ReadingWords reading={reading} />
}

async function* nothing(): AsyncGenerator<StoreReading, void, void> {
  yield null
}

/** Words and bar of a read; null: not told how far it is. */
export function ReadingWords({ reading }: { reading: StoreReading }): ReactNode {
  if (reading === null) return <EmptyState>Reading the calendar.</EmptyState>
  const { read, of } = reading
  return (
    <>
      <EmptyState>{`Reading the calendar: ${formatCount(read)} of ${formatCount(of)} files. What is read is kept, so the next start is quick.`}</EmptyState>
      <Progress label='Files read' parts={read / of} />
    </>
  )
}
