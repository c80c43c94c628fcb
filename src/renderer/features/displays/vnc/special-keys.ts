/** Keys that a browser keeps for itself, or that a keyboard has not, by X's numbers (keysymdef.h) and the page's codes. */

export interface SpecialKey {
  readonly label: string
  readonly keysym: number
  readonly code: string
}

/** Kept down until they are let go. */
export const holdKeys: readonly SpecialKey[] = [
  { label: 'Ctrl', keysym: 0xffe3, code: 'ControlLeft' },
  { label: 'Alt', keysym: 0xffe9, code: 'AltLeft' },
  { label: 'Super', keysym: 0xffeb, code: 'MetaLeft' }
]

/** Pressed once. */
export const pressKeys: readonly SpecialKey[] = [
  { label: 'Esc', keysym: 0xff1b, code: 'Escape' },
  { label: 'Tab', keysym: 0xff09, code: 'Tab' },
  { label: 'Print', keysym: 0xff61, code: 'PrintScreen' },
  { label: 'Insert', keysym: 0xff63, code: 'Insert' }
]

export const functionKeys: readonly SpecialKey[] = Array.from({ length: 12 }, (_, at) => ({
  label: `F${at + 1}`,
  keysym: 0xffbe + at,
  code: `F${at + 1}`
}))

export const controlKey = { keysym: 0xffe3, code: 'ControlLeft' } as const
export const superKey = { keysym: 0xffeb, code: 'MetaLeft' } as const
export const letterV = { keysym: 0x76, code: 'KeyV' } as const
