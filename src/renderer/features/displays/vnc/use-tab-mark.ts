import { useStore } from 'zustand'
import type { State } from '../../../ui/state-mark'
import type { VncPhase, VncSession } from './vnc-session'

/** The mark of an open display in its tab. */
function tabMark(phase: VncPhase): { readonly state: State; readonly word: string } {
  if (phase.is === 'shown') return { state: 'running', word: 'shown' }
  if (phase.is === 'opening') return { state: 'starting', word: 'opening' }
  if (phase.is === 'asking') return { state: 'warning', word: 'asks for a password' }
  if (phase.is === 'failed') return { state: 'failed', word: 'failed' }
  return phase.end.why === 'link' ? { state: 'warning', word: 'link lost' } : { state: 'cancelled', word: 'ended' }
}

export function useTabMark(session: VncSession): ReturnType<typeof tabMark> {
  return tabMark(useStore(session.store, ({ phase }) => phase))
}
