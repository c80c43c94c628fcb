/** Small trees, written down and made at random: few names, so that two of them meet in all ways. */
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'

/** A file by its content, a link by `{to}`, a folder by its entries. */
export type Tree = { [name: string]: string | { to: string } | Tree }

const isLink = (entry: { to: string } | Tree): entry is { to: string } => typeof entry.to === 'string'

/** Files of equal length have equal times: only their contents tell them apart. */
export async function makeTree(root: string, tree: Tree): Promise<void> {
  await fs.mkdir(root, { recursive: true })
  for (const [name, entry] of Object.entries(tree)) {
    const path = join(root, name)
    if (typeof entry === 'string') {
      await fs.writeFile(path, entry)
      await fs.utimes(path, 1000, 1000 + entry.length)
    } else if (isLink(entry)) await fs.symlink(entry.to, path)
    else await makeTree(path, entry)
  }
}

export const treeNames = fc.constantFrom('a', 'b', 'c', 'd e')

export const { tree: trees } = fc.letrec<{ tree: Tree; entry: Tree[string] }>(tie => ({
  tree: fc.dictionary(treeNames, tie('entry'), { maxKeys: 4, noNullPrototype: true }),
  entry: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'tree' },
    fc.constantFrom('one', 'three', 'seventh'),
    fc.constantFrom({ to: 'a' }, { to: '/nowhere' }),
    tie('tree')
  )
}))
