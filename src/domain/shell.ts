/**
 * The only quoting of the program. What Farscope runs is always an sh script; these functions hand it, byte for byte,
 * to `sh` through whatever login shell the account has.
 */
import { encodeName } from './bytes-name'
import { Failure } from './failure'

/** Longest remote command line that `forAnyLoginShell` may make, in bytes; beyond it scripts go on standard input. */
export const longestCommandLine = 30_000

function refuseNul(text: string): void {
  if (text.includes('\0')) throw new Failure('usage', 'A NUL byte cannot be part of a command.')
}

/** One argument in POSIX single quotes (POSIX.1-2017 XCU 2.2.2). Fails with `usage` on a NUL byte. */
export function quote(argument: string): string {
  refuseNul(argument)
  return `'${argument.replaceAll("'", "'\\''")}'`
}

/** Arguments as one line for sh. */
export function commandLine(words: readonly string[]): string {
  return words.map(quote).join(' ')
}

/**
 * One argument in which each of these texts is a variable of the shell, in double quotes: what the variable holds stays
 * one piece, whatever it is. `variables`: text to name of the variable; no text may hold another.
 */
export function quoteAround(argument: string, variables: ReadonlyMap<string, string>): string {
  for (const [text, name] of variables) {
    if (!argument.includes(text)) continue
    const parts = argument.split(text).map(part => (part === '' ? '' : quoteAround(part, variables)))
    return parts.join(`"$${name}"`)
  }
  return quote(argument)
}

/** The script with its positional parameters `$1` … set first. */
export function withArguments(script: string, words: readonly string[]): string {
  refuseNul(script)
  return words.length === 0 ? script : `set -- ${commandLine(words)}\n${script}`
}

const plain = /[A-Za-z0-9 _./,:=@+-]/

/** A script as one line for `printf %b`, which gives it back: harmless bytes as they are, every other as `\0ooo`. */
export function octal(script: string): string {
  let text = ''
  for (const byte of encodeName(script)) {
    const character = String.fromCharCode(byte)
    text += plain.test(character) ? character : `\\0${byte.toString(8).padStart(3, '0')}`
  }
  return text
}

/**
 * A command line that sh, bash, dash, zsh, csh, tcsh, fish and restricted bash all hand unchanged to `sh`. Inside the
 * single quotes stands nothing that any of them treats: no quote, newline, `!` (csh history) or `\\` (fish). No `exec`
 * and no path, which rbash refuses. `%b` and not the format, because there `%` would count.
 */
export function forAnyLoginShell(script: string): string {
  refuseNul(script)
  return `sh -c 'eval "$(printf %b "${octal(script)}")"'`
}

/**
 * For scripts that are too long for a command line: the login shell starts sh, which takes the script from the first
 * `bytes` bytes of its standard input and leaves the rest to the script. One byte a time, because a pipe gives short
 * reads and nothing after the script may be swallowed.
 */
export function fromStandardInput(bytes: number): string {
  return forAnyLoginShell(`eval "$(dd bs=1 count=${bytes} 2>/dev/null)"`)
}

/**
 * A command line that runs a PowerShell script on a Windows host, whether cmd or PowerShell is the login shell: Base64 of
 * UTF-16 (about_PowerShell_exe, -EncodedCommand). cmd takes 8,191 characters, so scripts stay below 3,000.
 */
export function forPowerShell(script: string): string {
  let binary = ''
  for (let at = 0; at < script.length; at++) {
    const unit = script.charCodeAt(at)
    binary += String.fromCharCode(unit & 0xff, unit >> 8)
  }
  return `powershell -NoProfile -NonInteractive -EncodedCommand ${btoa(binary)}`
}
