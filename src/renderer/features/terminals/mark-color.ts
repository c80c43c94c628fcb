/** Colours that a person may give to a terminal: those of the terminal's theme, which all reach their contrast. */
export const markColors: readonly { readonly name: string; readonly css: string }[] = [
  { name: 'Red', css: 'var(--t-red)' },
  { name: 'Yellow', css: 'var(--t-yellow)' },
  { name: 'Green', css: 'var(--t-green)' },
  { name: 'Cyan', css: 'var(--t-cyan)' },
  { name: 'Blue', css: 'var(--t-blue)' },
  { name: 'Magenta', css: 'var(--t-magenta)' }
]

/** CSS of a chosen colour; undefined where none is chosen. */
export function markColor(color: number | undefined): string | undefined {
  return color === undefined ? undefined : markColors[color]?.css
}
