/**
 * Puts text on the clipboard. Where the window may not use the clipboard by itself, the copy command does it, which
 * is allowed after a key or a click.
 */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const put = (event: ClipboardEvent): void => {
      event.clipboardData?.setData('text/plain', text)
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    document.addEventListener('copy', put, { capture: true, once: true })
    document.execCommand('copy')
    document.removeEventListener('copy', put, { capture: true })
  }
}
