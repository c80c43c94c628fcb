/** What is pasted into a shell: text whose lines would run as soon as they arrive. */

/**
 * Text without control characters other than tab and line break: an escape sequence could end a bracketed paste
 * early and let the rest run as if it were typed. Line breaks of any kind become `\n`.
 */
export function pasteText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken away
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
}

/** The lines to be shown before several are pasted; null when the text is one line without a break and can go at once. */
export function pasteLines(text: string): readonly string[] | null {
  if (!text.includes('\n')) return null
  const lines = text.split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
