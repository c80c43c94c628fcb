/** Which parts of a path stand in a bar that is too narrow for all of them. */

/**
 * The place of the first crumb shown after the root (place 0 always stands) so that the rest fits; what is between
 * gives way to an ellipsis. 1: all of them fit. The last always stays. All in CSS pixels.
 * @param widths of all crumbs, each with the mark before it
 */
export function fitCrumbs(widths: readonly number[], available: number, ellipsis: number): number {
  const [root = 0, ...rest] = widths
  const all = widths.reduce((sum, width) => sum + width, 0)
  if (rest.length < 2 || all <= available) return 1
  let used = root + ellipsis
  for (let at = widths.length - 1; at > 0; at--) {
    used += widths[at] ?? 0
    if (used > available) return Math.min(at + 1, widths.length - 1)
  }
  return 1
}
