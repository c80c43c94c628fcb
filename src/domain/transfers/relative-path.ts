/** The path below a folder under which the window pushes a file: names only, nothing that leads elsewhere. */
import { displayName } from '../bytes-name'
import { Failure } from '../failure'
import { entryNameProblem, longestNameBytes, nameBytes } from '../files/entry-name'

/** Its names from the outermost folder to the file; `not-allowed` when one of them is none. */
export function relativeNames(path: string): [string, ...string[]] {
  const [first = '', ...rest] = path.split('/')
  for (const name of [first, ...rest]) {
    const problem = entryNameProblem(name, false)
    if (problem || nameBytes(name) > longestNameBytes)
      throw new Failure('not-allowed', `${JSON.stringify(displayName(path))} is not a path below a folder.`, {
        hint: 'Use names with "/" between them, without "..", of at most 255 bytes each.'
      })
  }
  return [first, ...rest]
}
