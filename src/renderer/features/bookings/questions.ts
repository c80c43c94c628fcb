/** What the calendar asks over itself, one at a time. */
import type { Booking, Slot } from '@contract/booking'

export type Question =
  | { readonly is: 'book'; readonly resource: string; readonly slot: Slot }
  | { readonly is: 'edit'; readonly booking: Booking }
  | { readonly is: 'cancel'; readonly booking: Booking }
  | { readonly is: 'ask'; readonly booking: Booking; readonly next: Booking }
  | { readonly is: 'no-show'; readonly booking: Booking }
  | { readonly is: 'import' }
  | { readonly is: 'check' }
