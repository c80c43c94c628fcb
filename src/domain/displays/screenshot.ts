/** The picture in what `dcv get-screenshot --json` prints: base64 in JSON whose keys are not documented. */
import { printedJson } from './printed-json'

/** The first eight bytes of a PNG (https://www.w3.org/TR/png/#3PNGsignature) in base64. */
const png = 'iVBORw0KGgo'

/** Base64 of a PNG, wherever in the value it is; undefined: there is none. */
export function screenshotOf(stdout: string): string | undefined {
  return findPng(printedJson(stdout), 6)
}

function findPng(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') {
    const bare = value.replace(/^data:image\/png;base64,/, '').replace(/\s+/g, '')
    return bare.startsWith(png) && /^[A-Za-z0-9+/]+={0,2}$/.test(bare) ? bare : undefined
  }
  if (typeof value !== 'object' || value === null || depth === 0) return undefined
  for (const inner of Object.values(value)) {
    const found = findPng(inner, depth - 1)
    if (found) return found
  }
  return undefined
}
