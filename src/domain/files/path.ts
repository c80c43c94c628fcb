/** Paths with `/` between names, as text: nothing here asks a file system. A Windows drive (`C:/`) counts as a root. */

const rootOf = (path: string): string => /^(?:[A-Za-z]:)?\//.exec(path)?.[0] ?? ''

/** Works out `.`, `..` and doubled slashes of an absolute path, as `cd` does in a shell (links are not looked at). */
export function normalizePath(path: string): string {
  const root = rootOf(path)
  const kept: string[] = []
  for (const part of path.slice(root.length).split('/')) {
    if (part === '..') kept.pop()
    else if (part !== '' && part !== '.') kept.push(part)
  }
  return (root || '/') + kept.join('/')
}

/** Absolute form: empty, `~`, `~/x` and relative paths start at `home`. */
export function absolutePath(path: string, home: string): string {
  if (path === '' || path === '~') return normalizePath(home)
  if (path.startsWith('~/')) return normalizePath(`${home}/${path.slice(2)}`)
  return normalizePath(rootOf(path) === '' ? `${home}/${path}` : path)
}

export function joinPath(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`
}

/** The folder that holds an absolute path; a root holds itself. */
export function parentPath(path: string): string {
  const root = rootOf(path)
  const at = path.lastIndexOf('/')
  return at < root.length ? root || '/' : path.slice(0, at)
}

/** The last name of an absolute path without a trailing slash; empty for a root. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/') + 1, rootOf(path).length))
}

/** Whether `path` is `folder` or below it; both absolute and normalized. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}

/** Whether one of the names of `path` is `..`. */
export function climbs(path: string): boolean {
  return path.split('/').includes('..')
}
