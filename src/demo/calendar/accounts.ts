/** Whose a file of the demo facility is, where that is not the present user's: it has colleagues without accounts. */
import { realpathSync } from 'node:fs'
import { join } from 'node:path'

/** By folder and name, all links worked out. */
const owners = new Map<string, string>()

/** `path`: of a file that is there. */
export function giveTo(path: string, user: string): void {
  owners.set(realpathSync(path), user)
}

/** Tells the owners of the files of a folder; undefined: the present user. */
export function ownersIn(folder: string): (name: string) => string | undefined {
  if (owners.size === 0) return () => undefined
  const real = realpathSync(folder)
  return name => owners.get(join(real, name))
}
