/** POSIX paths as plain string work. Names may hold lone surrogates (domain/bytes-name); nothing here looks inside. */

export function isAbsolute(path: string): boolean {
  return path.startsWith('/')
}

/**
 * `.`, doubled and trailing slashes removed and `..` resolved by text, as `realpath` would without symlinks. Leading
 * `..` of a relative path stay; above the root there is nothing. The empty path is `.`.
 */
export function normalise(path: string): string {
  const absolute = isAbsolute(path)
  const kept: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') kept.push(part)
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (!absolute) kept.push('..')
  }
  return (absolute ? '/' : '') + kept.join('/') || '.'
}

/** Parts one after the other; an absolute part starts anew, as on a command line. The result is normalised. */
export function join(...parts: readonly string[]): string {
  let joined = ''
  for (const part of parts) {
    if (part === '') continue
    joined = isAbsolute(part) || joined === '' ? part : `${joined}/${part}`
  }
  return normalise(joined)
}

/** The folder that holds it; `/` for the root, `.` for a single relative name. */
export function parent(path: string): string {
  const whole = normalise(path)
  if (whole === '/') return '/'
  if (whole === '.' || whole === '..' || whole.endsWith('/..')) return `${whole === '.' ? '' : `${whole}/`}..`
  const cut = whole.lastIndexOf('/')
  return cut < 0 ? '.' : cut === 0 ? '/' : whole.slice(0, cut)
}

/** The last part; empty for the root. */
export function baseName(path: string): string {
  const whole = normalise(path)
  return whole.slice(whole.lastIndexOf('/') + 1)
}

/** Whether `path` is `folder` or below it, by text. A relative path is never within an absolute one or the reverse. */
export function isWithin(folder: string, path: string): boolean {
  const outer = normalise(folder)
  const inner = normalise(path)
  if (isAbsolute(outer) !== isAbsolute(inner)) return false
  if (outer === '.') return inner !== '..' && !inner.startsWith('../')
  return inner === outer || inner.startsWith(outer === '/' ? '/' : `${outer}/`)
}

/** The way from `from` to `to` (both absolute, or both relative to the same folder); `.` when they are the same. */
export function relative(from: string, to: string): string {
  const start = normalise(from)
    .split('/')
    .filter(part => part !== '' && part !== '.')
  const end = normalise(to)
    .split('/')
    .filter(part => part !== '' && part !== '.')
  let shared = 0
  while (shared < start.length && shared < end.length && start[shared] === end[shared]) shared++
  return [...start.slice(shared).map(() => '..'), ...end.slice(shared)].join('/') || '.'
}

/** Why a single new name is not acceptable, or undefined. 255 bytes is the limit of every common file system. */
export function nameProblem(name: string, byteLength: number): string | undefined {
  if (name === '') return 'A name cannot be empty.'
  if (name === '.' || name === '..') return `"${name}" is not a name but a folder that is always there.`
  if (name.includes('/')) return 'A name cannot contain a slash.'
  if (name.includes('\0')) return 'A name cannot contain a NUL byte.'
  return byteLength > 255 ? `A name can have at most 255 bytes; this one has ${byteLength}.` : undefined
}
