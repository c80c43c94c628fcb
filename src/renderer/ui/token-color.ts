/**
 * The colour of a token as the window draws it now (`rgb(...)`), for a canvas or a terminal that cannot read CSS.
 * A custom property keeps `light-dark()` unresolved, so a probe element has to be asked.
 * @param token name with dashes, such as `--t-bg`
 */
export function tokenColor(token: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${token})`
  document.body.append(probe)
  const color = getComputedStyle(probe).color
  probe.remove()
  return color
}

/** Calls back when light and dark change, by the system or by the user. Returns the way to stop. */
export function onColorsChange(listener: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const chosen = new MutationObserver(listener)
  system.addEventListener('change', listener)
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  return () => {
    system.removeEventListener('change', listener)
    chosen.disconnect()
  }
}
