import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('../../../src/renderer/ui/tokens.css', import.meta.url), 'utf8')
const pair = /--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g
const tokens = new Map([...css.matchAll(pair)].map(([, name = '', light = '', dark = '']) => [name, [light, dark]]))
const themes = ['light', 'dark'] as const

/** Relative luminance of an sRGB colour (WCAG 2.2, definition of "relative luminance"). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(token: string, ground: string, theme: 0 | 1): number {
  const colors = [token, ground].map(name => {
    const color = tokens.get(name)?.[theme]
    if (color === undefined) throw new Error(`tokens.css has no pair for --${name}`)
    return luminance(color)
  })
  return (Math.max(...colors) + 0.05) / (Math.min(...colors) + 0.05)
}

const grounds = ['frame', 'bg', 'sunk', 'raised', 'hover', 'sel', 'press']
/** Ink, the grounds it stands on, the contrast it needs: 4.5 for text, 3 for the border of a control (WCAG 1.4.3, 1.4.11). */
const rules: readonly (readonly [ink: string, grounds: readonly string[], least: number])[] = [
  ['fg', [...grounds, 'ok-tint', 'warn-tint', 'bad-tint', 'accent-tint'], 7],
  ['fg-2', [...grounds, 'ok-tint', 'warn-tint', 'bad-tint', 'accent-tint'], 4.5],
  ['fg-3', grounds, 4.5],
  ['accent', grounds, 4.5],
  ['accent-on', ['accent', 'accent-hover'], 4.5],
  ['ok', [...grounds, 'ok-tint'], 4.5],
  ['warn', [...grounds, 'warn-tint'], 4.5],
  ['bad', [...grounds, 'bad-tint'], 4.5],
  ['line-ctl', ['bg', 'raised', 'sunk', 'frame'], 3],
  ['t-fg', ['t-bg'], 5.6],
  ...['red', 'green', 'yellow', 'blue', 'magenta', 'cyan'].map(color => [`t-${color}`, ['t-bg'], 5.6] as const)
]

describe('contrast of the tokens', () => {
  for (const [ink, on, least] of rules)
    for (const theme of [0, 1] as const)
      it(`${ink} reaches ${least}:1 on ${on.join(', ')} in ${themes[theme]}`, () => {
        for (const ground of on)
          expect(contrast(ink, ground, theme), `${ink} on ${ground}`).toBeGreaterThanOrEqual(least)
      })

  it('computes the ends of the scale right', () => {
    expect(luminance('#ffffff')).toBeCloseTo(1)
    expect(luminance('#000000')).toBe(0)
  })
})
