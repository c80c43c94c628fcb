/**
 * Terse lists of modules: `module -t avail` of Environment Modules (module(1), "-t") and of Lmod
 * (https://lmod.readthedocs.io/en/latest/010_user.html): a folder and a colon, then one name a line.
 */

export interface ModuleName {
  /** As `module load` takes it: `relion/3.1.3`. */
  readonly name: string
  /** Modulepath it was found in; empty where none was told. */
  readonly folder: string
  /** Whether `module load` without the version takes this one. */
  readonly default: boolean
}

/**
 * Modules in their order. Marks behind a name (`(default)`, Lmod's `(D)`, a symbolic version) go; names alone that end
 * in a slash are Lmod's headings of versions, which follow. What holds control characters is no name: it may be typed.
 */
export function readModules(text: string): ModuleName[] {
  const modules: ModuleName[] = []
  let folder = ''
  for (const line of text.split('\n')) {
    const written = line.trim()
    if (written === '') continue
    const heading = /^(\/.*):$/.exec(written)
    if (heading) {
      folder = heading[1] ?? ''
      continue
    }
    const entry = /^([A-Za-z0-9_][^\s()<>:\p{Cc}]*)((?:\s*[(<][^()<>]*[)>])*)$/u.exec(written)
    const name = entry?.[1]
    if (!name || name.endsWith('/')) continue
    modules.push({ name, folder, default: /\((.*:)?(default|D)(:.*)?\)/.test(entry?.[2] ?? '') })
  }
  return modules
}

/** Modules that hold all typed words, in their order. */
export function matchingModules<M extends Pick<ModuleName, 'name'>>(
  modules: readonly M[],
  typed: string
): readonly M[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return modules.filter(({ name }) => words.every(word => name.toLowerCase().includes(word)))
}
