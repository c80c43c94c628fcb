/** Absolute paths in a terminal's text. Pure: whether such a file is there is asked only when somebody wants it. */

/** A path in a text, from `start` to before `end` (UTF-16 units). */
export interface FoundPath {
  readonly start: number
  readonly end: number
  readonly site: string
  /** Absolute; ends with `/` where the text says that it is a folder. */
  readonly path: string
}

/** What one text is searched for at most: a program may print lines of any length. */
export const pathLimits = { units: 10_000, paths: 100 } as const

const siteBefore = '(?:([A-Za-z0-9][A-Za-z0-9._-]{0,62}):)?'
/** In quotes a path may hold blanks. Otherwise it ends where a shell or a message would end it: `/a/b.c:12: error`. */
const quoted = `(["'\`])${siteBefore}(/[^"'\`]+)\\1`
const bare = `(?<=^|[\\s"'\`<>|()[\\]{};,=])${siteBefore}(/[^\\s"'\`<>|()[\\]{};,:*?$\\\\]+)`
const pattern = `${quoted}|${bare}`

/** The end of a sentence is not the end of a name. */
const withoutPoint = (path: string): string => path.replace(/[.!]{1,8}$/, '')

/**
 * Paths of a site: `/a/b` is one of `home`, the site of the shell (null: a shell of no site, where only names with their
 * site are found), and `SITE:/a/b` of that site where it is known.
 */
export function findPaths(text: string, home: string | null, knowsSite: (name: string) => boolean): FoundPath[] {
  const found: FoundPath[] = []
  for (const match of text.slice(0, pathLimits.units).matchAll(new RegExp(pattern, 'g'))) {
    const [, quote, quotedSite, quotedPath, bareSite, barePath] = match
    const named = quotedSite ?? bareSite
    const site = named ?? home
    const path = quotedPath ?? withoutPoint(barePath ?? '')
    const name = /^\/[^/]/.test(path) && path.length > 2
    if (!name || site === null || (named !== undefined && !knowsSite(named))) continue
    const start = match.index + (quote?.length ?? 0)
    found.push({ start, end: start + (named === undefined ? 0 : named.length + 1) + path.length, site, path })
    if (found.length === pathLimits.paths) break
  }
  return found
}
