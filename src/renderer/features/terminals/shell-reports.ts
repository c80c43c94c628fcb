/**
 * What a shell reports by itself in escape sequences: its folder (OSC 7) and where prompt, command and output begin and
 * end (OSC 133, FinalTerm's "semantic prompts", as iTerm2, kitty, WezTerm and VS Code read them). Nothing is ever sent to
 * a shell to make it report. Pure.
 */
import { decodeName } from '@domain/bytes-name'

/** A folder and the host that named it; the host is empty where the shell leaves it out. */
export interface ReportedFolder {
  readonly host: string
  /** Absolute, in the form of domain/bytes-name. */
  readonly path: string
}

/** Longest report that is looked at, in UTF-16 units: a path has at most 4,096 bytes, each three letters when escaped. */
const longestReport = 16_384

/** The bytes that `%41` and the like stand for, other letters as UTF-8. Null where a `%` is followed by something else. */
function percentDecoded(text: string): Uint8Array | null {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return null
  const bytes: number[] = []
  const encoder = new TextEncoder()
  for (const part of text.match(/%[0-9A-Fa-f]{2}|[^%]+/g) ?? [])
    if (part.startsWith('%')) bytes.push(Number.parseInt(part.slice(1), 16))
    else bytes.push(...encoder.encode(part))
  return Uint8Array.from(bytes)
}

/** Reads OSC 7: `file://HOST/PATH` with percent-escapes. Null for anything else, and for paths with control characters. */
export function reportedFolder(data: string): ReportedFolder | null {
  if (data.length > longestReport) return null
  const parts = /^(?:file|kitty-shell-cwd):\/\/([A-Za-z0-9._-]{0,255})(\/.*)$/s.exec(data)
  const [, host = '', escaped = ''] = parts ?? []
  // kitty's form is not escaped (kitty, "shell integration", kitty-shell-cwd).
  const bytes = data.startsWith('kitty') ? new TextEncoder().encode(escaped) : percentDecoded(escaped)
  if (!parts || !bytes || bytes.some(byte => byte < 0x20 || byte === 0x7f)) return null
  const path = decodeName(bytes)
  return { host, path: path.length > 1 ? path.replace(/\/+$/, '') || '/' : path }
}

/** A step of a prompt. `exit` is the status of the command, null where the shell does not tell. */
export type PromptStep =
  | { readonly kind: 'prompt' | 'command' | 'output' }
  | { readonly kind: 'done'; readonly exit: number | null }

/** Reads OSC 133: `A` prompt, `B` command line, `C` output, `D;STATUS` end; null for what is not known. */
export function promptStep(data: string): PromptStep | null {
  const [letter, first] = data.slice(0, 200).split(';')
  if (letter === 'A') return { kind: 'prompt' }
  if (letter === 'B') return { kind: 'command' }
  if (letter === 'C') return { kind: 'output' }
  if (letter !== 'D') return null
  return { kind: 'done', exit: first !== undefined && /^-?\d{1,10}$/.test(first) ? Number(first) : null }
}

/**
 * Whether a terminal says this by itself, in answer to a question of a program: reports of cursor, colour, size, focus
 * and mouse (xterm, "Control Sequences"). It goes to the program that asked and is never broadcast.
 */
export function isTerminalReply(data: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin so
  return /^\u001b(?:\[(?:[?>=]?[\d;]*[cnRt]|[?]?[\d;]*\$y|[IO]$|<[\d;]+[Mm]|M[\s\S]{3})|[P\]_])/.test(data)
}
