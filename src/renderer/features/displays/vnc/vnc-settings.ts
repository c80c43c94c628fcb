/** How displays are shown: chosen in the bar above one, kept on this computer for all. */
import { createStore, useStore } from 'zustand'

export const scalings = ['fit', 'actual', 'resize'] as const
export const clipboards = ['off', 'to', 'both'] as const

export interface VncSettings {
  /** `resize`: the display takes the size of the view. */
  readonly scaling: (typeof scalings)[number]
  /** What may go between the clipboards: nothing, only to the display, both ways. */
  readonly clipboard: (typeof clipboards)[number]
  readonly viewOnly: boolean
  /** JPEG quality and compression of zlib, 0 to 9, as the protocol's pseudo-encodings have them. */
  readonly quality: number
  readonly compression: number
}

export const usualSettings: VncSettings = {
  ...{ scaling: 'fit', clipboard: 'off', viewOnly: false, quality: 6, compression: 2 }
}

const storageKey = 'farscope.vnc'

const level = (value: unknown, usual: number): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 9 ? value : usual

/** What was kept, with the usual value for what does not fit. */
export function readSettings(text: string | null): VncSettings {
  let kept: unknown
  try {
    kept = JSON.parse(text ?? '')
  } catch {
    return usualSettings
  }
  if (typeof kept !== 'object' || kept === null) return usualSettings
  const get = (key: keyof VncSettings): unknown => Reflect.get(kept, key)
  return {
    scaling: scalings.find(one => one === get('scaling')) ?? usualSettings.scaling,
    clipboard: clipboards.find(one => one === get('clipboard')) ?? usualSettings.clipboard,
    viewOnly: get('viewOnly') === true,
    quality: level(get('quality'), usualSettings.quality),
    compression: level(get('compression'), usualSettings.compression)
  }
}

export const vncSettings = createStore<VncSettings>(() =>
  readSettings(typeof localStorage === 'undefined' ? null : localStorage.getItem(storageKey))
)

export const useVncSettings = (): VncSettings => useStore(vncSettings)

export function changeSettings(change: Partial<VncSettings>): void {
  vncSettings.setState(change)
  localStorage.setItem(storageKey, JSON.stringify(vncSettings.getState()))
}
