/** Letters of an address that are shown. */
const longest = 80

/**
 * Where a link of a program leads, in words that its text cannot disguise: the host first, without what stands before
 * an `@`, in ASCII as browsers resolve it (UTS 46). Null for anything but a page of the web. Pure.
 */
export function webAddress(uri: string): string | null {
  if (!URL.canParse(uri)) return null
  const url = new URL(uri)
  if (!/^https?:$/.test(url.protocol)) return null
  const rest = `${url.pathname}${url.search}${url.hash}`
  const shown = `${url.host}${rest === '/' ? '' : rest}`
  return shown.length > longest ? `${shown.slice(0, longest)}…` : shown
}
