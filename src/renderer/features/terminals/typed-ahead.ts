/** What is typed into a terminal before its shell is there: kept in order, and given out once when the shell is. */
import type { TerminalPane } from './terminal-tabs'

/** Units of text that are kept for one pane; what goes beyond is not taken, nor what comes after it. */
export const mostAhead = 64 * 1024

/** A pane whose shell is there now, and what was typed before. */
export interface AheadInput {
  readonly pane: TerminalPane
  readonly data: string
}

export interface TypedAhead {
  /** Keeps what is typed into a pane that waits for its shell; does nothing for any other. */
  keep(pane: TerminalPane, data: string): void
  /**
   * To be called after each change of the panes: what is to be sent now, once. What was typed for a shell that could
   * not be had is forgotten: the next one may be of another folder or host.
   */
  settle(panes: Readonly<Record<string, TerminalPane>>): readonly AheadInput[]
}

interface Kept {
  data: string
  /** Something did not fit: what follows would join on to the wrong place. */
  full: boolean
  /** The shell was asked for; a pane that wants one again did not get it. */
  asked: boolean
}

export function createTypedAhead(): TypedAhead {
  const kept = new Map<string, Kept>()
  return {
    keep({ key, phase }, data) {
      if (phase.kind !== 'wanted' && phase.kind !== 'opening') return
      const own = kept.get(key) ?? { data: '', full: false, asked: phase.kind === 'opening' }
      kept.set(key, own)
      own.full ||= own.data.length + data.length > mostAhead
      if (!own.full) own.data += data
    },
    settle(panes) {
      const ready: AheadInput[] = []
      for (const [key, own] of kept) {
        const pane = panes[key]
        const kind = pane?.phase.kind
        if (kind === 'opening') own.asked = true
        else if (kind !== 'wanted' || own.asked) kept.delete(key)
        if (pane && kind === 'open' && own.data !== '') ready.push({ pane, data: own.data })
      }
      return ready
    }
  }
}
