import { settingsSchema } from '@contract/app'
import { describe, expect, it } from 'vitest'
import { ownThemes } from '../../../../src/renderer/features/terminals/terminal-palettes'

/** Relative luminance of an sRGB colour (WCAG 2.2, definition of "relative luminance"). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

describe('themes of the terminal', () => {
  for (const [name, { ground, text, selection, cursor, ...inks }] of Object.entries(ownThemes)) {
    it(`${name} can be read: text 7:1, every colour 4.5:1 on its ground`, () => {
      expect(contrast(text, ground)).toBeGreaterThanOrEqual(7)
      for (const [ink, color] of Object.entries(inks)) expect(contrast(color, ground), ink).toBeGreaterThanOrEqual(4.5)
    })

    it(`${name} shows text in a selection, and the cursor`, () => {
      expect(contrast(text, selection)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(cursor, ground)).toBeGreaterThanOrEqual(3)
    })
  }

  it('follow the window unless one is chosen', () => {
    expect(settingsSchema.parse({}).terminalTheme).toBe('face')
  })
})
