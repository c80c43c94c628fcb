/** Reservations as `scontrol -o show reservation` prints them. */
import type { Reservation } from '@contract/jobs-cluster'
import { linesOf, listOf, parsePairs } from './cluster-pairs'
import { orNull, parseInstant } from './fields'

export function parseReservations(text: string): Reservation[] {
  return linesOf(text, 'ReservationName').map(line => {
    const pairs = parsePairs(line)
    const word = (key: string): string => pairs.get(key) ?? ''
    return {
      name: word('ReservationName'),
      state: word('State') || 'UNKNOWN',
      start: parseInstant(word('StartTime')),
      end: parseInstant(word('EndTime')),
      nodes: orNull(word('Nodes')) ?? '',
      users: listOf(pairs.get('Users')),
      accounts: listOf(pairs.get('Accounts')),
      flags: listOf(pairs.get('Flags'))
    }
  })
}
