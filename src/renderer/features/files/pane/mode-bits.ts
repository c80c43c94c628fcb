/** Permission bits as people set them: nine boxes, or an octal number (chmod(1)). */

/** Who a permission is for. */
export const modeClasses = ['owner', 'group', 'others'] as const
/** What is permitted. */
export const modeRights = ['read', 'write', 'execute'] as const

const octal = /^[0-7]{3,4}$/

/** The bits of `0640` or `640`; undefined for anything else. */
export function parseMode(text: string): number | undefined {
  return octal.test(text) ? Number.parseInt(text, 8) : undefined
}

/** Four octal digits. */
export function formatMode(bits: number): string {
  return bits.toString(8).padStart(4, '0')
}

/** The bit of one box, by the places in `modeClasses` and `modeRights`. */
export function modeBit(classAt: number, rightAt: number): number {
  return 0o400 >> (classAt * 3 + rightAt)
}

/** `rw-r-----`, with `s` and `t` for the special bits as ls(1) writes them; the text itself where it is no mode. */
export function modeWords(text: string): string {
  const bits = parseMode(text)
  if (bits === undefined) return text
  const letters = [...'rwxrwxrwx'].map((letter, at) => (bits & (0o400 >> at) ? letter : '-'))
  const special = [
    [0o4000, 2, 's'],
    [0o2000, 5, 's'],
    [0o1000, 8, 't']
  ] as const
  for (const [bit, at, letter] of special)
    if (bits & bit) letters[at] = letters[at] === '-' ? letter.toUpperCase() : letter
  return letters.join('')
}
