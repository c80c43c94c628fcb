/** The clipboards of this computer and of a display, as far as the person lets them know of each other. */
import { type RefObject, useEffect } from 'react'
import { isMac } from '../../../ui/key-hint'
import { controlKey, letterV, superKey } from './special-keys'
import type { VncSession } from './vnc-session'
import { vncSettings } from './vnc-settings'

/**
 * The paste key gives the display the text first, and then the key: the browser tells the page what is pasted only
 * where the key is its own. Where the page may read the clipboard anyway, the display has the text as soon as one is in
 * it, for its menus and its middle button.
 */
export function useClipboard(stage: RefObject<HTMLElement | null>, session: VncSession): void {
  useEffect(() => {
    const element = stage.current
    if (!element) return
    const offer = async (): Promise<void> => {
      if (vncSettings.getState().clipboard === 'off' || session.viewOnly) return
      session.paste(await readableText())
    }
    const onKey = (event: KeyboardEvent): void => {
      const { clipboard } = vncSettings.getState()
      const paste = event.code === 'KeyV' && (isMac() ? event.metaKey : event.ctrlKey)
      if (!paste || event.altKey || event.shiftKey || clipboard === 'off' || session.viewOnly) return
      // Not for noVNC, which would keep the browser from pasting.
      event.stopPropagation()
    }
    const onPaste = (event: ClipboardEvent): void => {
      const { clipboard } = vncSettings.getState()
      if (clipboard === 'off' || session.viewOnly || !element.contains(document.activeElement)) return
      event.preventDefault()
      session.paste(event.clipboardData?.getData('text/plain') ?? '')
      // The servers take the text in their own time; a key sent right behind would paste what was there before.
      setTimeout(() => pressPaste(session), 60)
    }
    const onFocus = (): void => void offer().catch(() => undefined)
    element.addEventListener('keydown', onKey, true)
    element.addEventListener('focusin', onFocus)
    document.addEventListener('paste', onPaste)
    return () => {
      element.removeEventListener('keydown', onKey, true)
      element.removeEventListener('focusin', onFocus)
      document.removeEventListener('paste', onPaste)
    }
  }, [stage, session])
}

/** The text on this computer's clipboard, where that may be read without a question; else empty. */
async function readableText(): Promise<string> {
  // Chromium's name, which TypeScript does not list.
  const name = 'clipboard-read' as PermissionName
  const { state } = await navigator.permissions.query({ name })
  return state === 'granted' ? await navigator.clipboard.readText() : ''
}

/** Ctrl-V for the display. On a Mac its own key is held, which X takes for another. */
function pressPaste(session: VncSession): void {
  if (!isMac()) {
    session.sendKey(letterV.keysym, letterV.code)
    return
  }
  session.key(superKey, false)
  session.key(controlKey, true)
  session.sendKey(letterV.keysym, letterV.code)
  session.key(controlKey, false)
}
