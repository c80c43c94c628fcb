/**
 * Prints a page of its own, as the browser or Electron prints: its dialog saves it as PDF, too. The page loads nothing and
 * runs nothing: it has no scripts, and the policy of the window is its own.
 */
export function printPage(html: string): Promise<void> {
  const frame = document.createElement('iframe')
  frame.title = 'To be printed'
  frame.setAttribute('sandbox', 'allow-same-origin allow-modals')
  // What is not displayed at all is not printed either.
  frame.style.cssText = 'position:fixed;inset:0;width:0;height:0;border:0;visibility:hidden'
  return new Promise((resolve, reject) => {
    frame.addEventListener(
      'load',
      () => {
        const inside = frame.contentWindow
        if (!inside) return reject(new Error('The page to be printed is gone.'))
        // The dialog may stay open for long: the page stays until it is closed.
        inside.addEventListener('afterprint', () => frame.remove(), { once: true })
        inside.focus()
        inside.print()
        resolve()
      },
      { once: true }
    )
    frame.srcdoc = html
    document.body.append(frame)
  })
}
