/** What every part of the calendar needs of it, so that what lies between need not hand it on. */
import type { FarscopeClient } from '@contract/contract'
import type { FailureData } from '@contract/errors'
import type { BookingStore, ResourcesFile } from '@contract/resources'
import { createContext, useContext } from 'react'

/** The part of the engine that the calendar calls. */
export type BookingsClient = FarscopeClient['bookings']

export interface BookingsRoom {
  readonly bookings: BookingsClient
  readonly sessions: Pick<FarscopeClient['sessions'], 'noShow'>
  readonly store: BookingStore
  readonly storeLabel: string
  readonly file: ResourcesFile
  /** The caller's login name at the store. */
  readonly user: string
  readonly administrator: boolean
  /** Zone of this computer. */
  readonly here: string
  /** Why nothing can be written now. */
  readonly offline: FailureData | null
  /** Server's clock minus this computer's. Milliseconds. */
  readonly clockOffsetMs: number
}

const context = createContext<BookingsRoom | null>(null)

export const RoomProvider = context.Provider

/** The calendar around a part. */
export function useRoom(): BookingsRoom {
  const room = useContext(context)
  if (room === null) throw new Error('A part of the calendar stands outside of its room.')
  return room
}

/** Why nothing can be booked now, for a control that is switched off. */
export const offlineReason = ({ offline }: Pick<BookingsRoom, 'offline'>): string | undefined =>
  offline === null ? undefined : `The calendar cannot be reached: ${offline.message}`
