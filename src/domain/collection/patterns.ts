/** Which files of a watched folder are meant: globs and regular expressions on the path below it. */
import type { WatchRules } from '@contract/watch'
import { Failure } from '../failure'
import { baseName, climbs } from '../files/path'

/** Whether a path below the watched folder, with `/`, is one to take. */
export type TakesPath = (path: string) => boolean

/**
 * A glob as bash(1) reads it with `globstar`: `*` and `?` within a name, `**` over folders, `[a-z]`, `[!a]`, `{a,b}`, and
 * a backslash before what is meant as it stands. `usage` where a bracket or brace is left open.
 */
export function globPattern(glob: string): RegExp {
  let text = ''
  let depth = 0
  for (let at = 0; at < glob.length; ) {
    const [piece, length] = pieceAt(glob, at, depth)
    if (piece === '(?:') depth++
    if (piece === ')') depth--
    text += piece
    at += length
  }
  if (depth > 0) throw unreadable(glob, 'a { has no }')
  return new RegExp(`^${text}$`, 'su')
}

/** The next piece of the expression, and how much of the glob it stands for. `depth`: braces that are open. */
function pieceAt(glob: string, at: number, depth: number): [piece: string, length: number] {
  const character = String.fromCodePoint(glob.codePointAt(at) ?? 0)
  if (glob.startsWith('**/', at)) return ['(?:[^/]*/)*', 3]
  if (glob.startsWith('**', at)) return ['.*', 2]
  switch (character) {
    case '*':
      return ['[^/]*', 1]
    case '?':
      return ['[^/]', 1]
    case '[':
      return classAt(glob, at)
    case '{':
      return ['(?:', 1]
    case '}':
      return depth > 0 ? [')', 1] : [literal(character), 1]
    case ',':
      return depth > 0 ? ['|', 1] : [',', 1]
    case '\\': {
      const next = glob.codePointAt(at + 1)
      if (next === undefined) throw unreadable(glob, 'it ends with a backslash')
      const meant = String.fromCodePoint(next)
      return [literal(meant), 1 + meant.length]
    }
    default:
      return [literal(character), character.length]
  }
}

function classAt(glob: string, at: number): [string, number] {
  // A ] directly after the bracket, or after its !, is one of the characters.
  const end = glob.indexOf(']', at + (/^\[[!^]/.test(glob.slice(at)) ? 3 : 2))
  if (end < 0) throw unreadable(glob, 'a [ has no ]')
  const [, not = '', inside = ''] = /^([!^]?)(.*)$/s.exec(glob.slice(at + 1, end)) ?? []
  const safe = inside.replace(/[\\\][&|^~]/g, '\\$&')
  return [`(?!/)[${not === '' ? '' : '^'}${safe}]`, end + 1 - at]
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

const unreadable = (pattern: string, why: string, cause?: unknown): Failure =>
  new Failure('usage', `The pattern "${pattern}" cannot be read: ${why}.`, {
    hint: 'Globs: *.eer, Images-Disc1/**/Data/*.{eer,xml}, [!a]*. Regular expressions are those of JavaScript.',
    cause
  })

/** Compares with the whole path where the glob has a slash, else with the name. */
function globTest(glob: string): TakesPath {
  const whole = glob.includes('/')
  const pattern = compiled(glob, () => globPattern(glob.replace(/^\.?\//, '')))
  return path => pattern.test(whole ? path : baseName(path))
}

function regexTest(source: string): TakesPath {
  const pattern = compiled(source, () => new RegExp(source, 'su'))
  return path => pattern.test(path)
}

function compiled(source: string, compile: () => RegExp): RegExp {
  try {
    return compile()
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown
    throw unreadable(source, thrown instanceof Error ? thrown.message : 'it is no pattern', thrown)
  }
}

/**
 * Names that our own copies have while they are not whole, and files in the moment of their release: a folder that is a
 * destination, too, is not sent on in parts.
 */
const partFile = /\.farscope-(?:part|original)(?:-|$)|^\.nfs[0-9a-f]{16,}$/

/** `usage` where a pattern cannot be read. */
export function pathRule(rules: Pick<WatchRules, 'include' | 'exclude' | 'includeRegex' | 'excludeRegex'>): TakesPath {
  const include = rules.include.map(globTest)
  const exclude = [...rules.exclude.map(globTest), ...rules.excludeRegex.map(regexTest)]
  const includeRegex = rules.includeRegex.map(regexTest)
  return path =>
    !climbs(path) &&
    !partFile.test(baseName(path)) &&
    (include.length === 0 || include.some(test => test(path))) &&
    includeRegex.every(test => test(path)) &&
    !exclude.some(test => test(path))
}
