/** The command's arguments byte for byte: Node decodes them as UTF-8 and loses every byte that is not. */
import { readFileSync } from 'node:fs'
import { decodeName } from '@domain/bytes-name'

/**
 * `argv` with names that are not UTF-8 in their lossless form (domain/bytes-name), where the system tells the bytes
 * (proc(5), /proc/self/cmdline); elsewhere as Node gave them.
 */
export function exactArguments(argv: readonly string[], commandLine: () => Uint8Array = ownCommandLine): string[] {
  if (!argv.some(argument => argument.includes('\ufffd'))) return [...argv]
  try {
    const parts = splitAtZero(commandLine())
    return parts.length < argv.length ? [...argv] : parts.slice(parts.length - argv.length).map(decodeName)
  } catch {
    return [...argv]
  }
}

const ownCommandLine = (): Uint8Array => readFileSync('/proc/self/cmdline')

function splitAtZero(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0, at)
    parts.push(bytes.subarray(at, end < 0 ? bytes.length : end))
    at = (end < 0 ? bytes.length : end) + 1
  }
  return parts
}
