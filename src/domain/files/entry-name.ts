/** Names that come from the other side are data: what may become a name in a folder of ours. */
import { displayName, encodeName } from '../bytes-name'
import { Failure } from '../failure'

/** Longest name of the file systems in use (NAME_MAX of Linux, macOS; NTFS counts UTF-16 units). Bytes. */
export const longestNameBytes = 255

// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
const windowsDevice = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i
// biome-ignore lint/suspicious/noControlCharactersInRegex: Windows refuses exactly these characters in names.
const windowsRefused = /[<>:"|?*\\\u0000-\u001f]|[. ]$/

/**
 * Why `name` cannot be made below a folder, or undefined. `not-allowed`: it would lead out of the folder;
 * `unsupported`: Windows has no such names.
 */
export function entryNameProblem(name: string, windowsNames: boolean): Failure | undefined {
  const shown = JSON.stringify(displayName(name))
  if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0'))
    return new Failure('not-allowed', `${shown} is not a file name, so it was left alone.`, {
      hint: 'A server that sends such a name is broken or hostile.'
    })
  if (windowsNames && (windowsDevice.test(name) || windowsRefused.test(name) || !name.isWellFormed()))
    return new Failure('unsupported', `Windows cannot hold a file named ${shown}.`, {
      hint: 'Rename it at the source, or copy to another computer.'
    })
  return undefined
}

/** Bytes that `name` takes on a server. */
export function nameBytes(name: string): number {
  return plainName.test(name) ? name.length : encodeName(name).length
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: every character of one byte, these too.
const plainName = /^[\u0000-\u007f]*$/

/** The longest beginning of `name` of at most `bytes` bytes that ends between characters. */
export function cutName(name: string, bytes: number): string {
  if (nameBytes(name) <= bytes) return name
  let kept = ''
  let used = 0
  for (const character of name) {
    used += nameBytes(character)
    if (used > bytes) break
    kept += character
  }
  return kept
}
