import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import '../ui/tokens.css'
import '../ui/base.css'
import { useSyncExternalStore } from 'react'

/** Light, dark, or as the system says. */
export type Theme = 'system' | 'light' | 'dark'

const storageKey = 'farscope.theme'
const listeners = new Set<() => void>()

/** The chosen theme. It belongs to this window's profile, not to the engine: it must be there before the first paint. */
export function currentTheme(): Theme {
  const stored = localStorage.getItem(storageKey)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

/** Puts the chosen theme on the page; called once before the first paint. */
export function applyTheme(theme: Theme = currentTheme()): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

/** Chooses a theme, keeps it and shows it. */
export function setTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(storageKey)
  else localStorage.setItem(storageKey, theme)
  applyTheme(theme)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The chosen theme, for the setting that shows it. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme)
}
