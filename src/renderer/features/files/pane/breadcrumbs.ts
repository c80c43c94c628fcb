/** The path over a pane: its parts, and what a typed one means. */
import { absolutePath, joinPath, normalizePath } from '@domain/files/path'

/** A folder on the way to the one shown. */
export interface Crumb {
  /** The exact name; show it through `visibleName`. */
  readonly name: string
  readonly path: string
}

/** From the root (`/`, or `C:` on Windows) to the folder itself. A path not yet known (`~`) is one crumb. */
export function breadcrumbs(path: string): readonly [Crumb, ...Crumb[]] {
  const root = /^(?:[A-Za-z]:)?\//.exec(path)?.[0]
  if (root === undefined) return [{ name: path, path }]
  const first: Crumb = { name: root === '/' ? '/' : root.slice(0, -1), path: root }
  const rest: Crumb[] = []
  let at = root
  for (const name of path.slice(root.length).split('/')) {
    if (name === '') continue
    at = joinPath(at, name)
    rest.push({ name, path: at })
  }
  return [first, ...rest]
}

const windowsPath = /^[A-Za-z]:[\\/]?/

/**
 * The folder that a typed path means. `~` is the home; other relative ones start at the folder shown, as in a shell.
 * Backslashes part names only where the folder shown is on Windows.
 */
export function typedPath(typed: string, shown: string): string {
  const text = windowsPath.test(shown) ? typed.trim().replaceAll('\\', '/') : typed.trim()
  if (text === '') return shown
  if (text === '~' || text.startsWith('~/')) return text
  if (/^[A-Za-z]:$/.test(text)) return `${text}/`
  // A folder not yet opened (`~`) has no absolute path: the engine starts relative ones at the home as well.
  if (!shown.startsWith('/') && !windowsPath.test(shown)) return text
  return text.startsWith('/') ? normalizePath(text) : absolutePath(text, shown)
}
