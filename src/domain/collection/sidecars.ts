/** The files beside a movie that say it is complete: an acquisition program writes them after it. */
import type { SidecarRule } from '@contract/watch'
import { baseName, joinPath, normalizePath, parentPath } from '../files/path'

const starred = (pattern: string): [before: string, after: string] => {
  const at = pattern.indexOf('*')
  return [pattern.slice(0, at), pattern.slice(at + 1)]
}

/** What the star of the pattern stands for in the name; undefined where the name does not fit. */
function shared(pattern: string, name: string): string | undefined {
  const [before, after] = starred(pattern)
  if (name.length < before.length + after.length || !name.startsWith(before) || !name.endsWith(after)) return undefined
  return name.slice(before.length, name.length - after.length)
}

/** Paths that must be there and finished before `path` is taken; all below the watched folder. */
export function sidecarsOf(rules: readonly SidecarRule[], path: string): string[] {
  const folder = parentPath(`/${path}`)
  return rules.flatMap(({ files, sidecar }) => {
    const star = shared(files, baseName(path))
    if (star === undefined) return []
    const [before, after] = starred(sidecar)
    const wanted = normalizePath(joinPath(folder, before + star + after)).slice(1)
    // A rule such as *.xml with *.xml would wait for itself.
    return wanted === path ? [] : [wanted]
  })
}

/** Whether some file could have this one as its sidecar. */
export function mayBeSidecar(rules: readonly SidecarRule[], path: string): boolean {
  return rules.some(({ sidecar }) => shared(baseName(sidecar), baseName(path)) !== undefined)
}
