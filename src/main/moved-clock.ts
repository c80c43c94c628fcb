/** The clock of a door; and the clocks of calendars, which tests move. */
import { readFileSync } from 'node:fs'
import { type Clock, systemClock } from './platform'

/**
 * This computer's clock. Where FARSCOPE_STORE_CLOCK_FILE names a file, the clocks of the computers that hold calendars
 * count as ahead by the whole number of milliseconds that stands in it, read anew at each look. Read here alone: the
 * tests of the built program set it, which would wait an hour for the end of a session. It opens nothing that a booking
 * closes for those who may not go around it: whoever reaches the display's host needs no Farscope.
 */
export function movedClock(environment: Readonly<Record<string, string | undefined>>): Clock {
  const file = environment.FARSCOPE_STORE_CLOCK_FILE
  return file ? { ...systemClock, storesAheadMs: () => toldIn(file) } : systemClock
}

/** 0 where nothing is told. */
function toldIn(file: string): number {
  try {
    const told = Number(readFileSync(file, 'utf8'))
    return Number.isSafeInteger(told) ? told : 0
  } catch {
    return 0
  }
}
