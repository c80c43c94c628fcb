import type { IDisposable, Terminal } from '@xterm/xterm'

/** More than any screen has cells or lines in one direction; programs that mean "all" send 999. */
const most = 10_000
/** Control functions that xterm carries out once for each unit of their count (ECMA-48: ICH, IL, DL, DCH, SU, SD, ECH, CHT, CBT, REP). */
const counted = ['@', 'L', 'M', 'P', 'S', 'T', 'X', 'I', 'Z', 'b']

/** Passes over repetitions that would keep the page busy for minutes: a few bytes of any program's output ask for them. */
export function guardCounts(parser: Terminal['parser']): IDisposable[] {
  return counted.map(final =>
    parser.registerCsiHandler({ final }, ([count]) => typeof count === 'number' && count > most)
  )
}
