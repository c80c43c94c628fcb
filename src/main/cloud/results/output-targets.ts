/** Where each entry of the results belongs at the places that were asked for. */
import type { Run } from '@contract/cloud-runs'
import { belowRun } from '@domain/cloud/results/results-manifest'
import { endKey } from '@domain/cloud/work/run-copies'
import type { FileSystem } from '@domain/files/file-system'
import { isWithin, joinPath } from '@domain/files/path'
import type { ResultsParts } from './ports'
import type { OutputTarget } from './write-output'

type Outputs = Run['asked']['outputs']

export interface OutputTargets {
  /** Every output of which this is a part, by its place in the list; one file may be asked for twice. `linked`: as in the notes of the run. */
  of(
    path: string,
    linked: readonly number[],
    signal: AbortSignal
  ): Promise<{ readonly at: number; readonly target: OutputTarget }[]>
}

/** An output of the same place, and where it begins there. Absolute. */
interface Top {
  readonly at: number
  readonly top: string
}

export function outputTargets({ openFiles }: Pick<ResultsParts, 'openFiles'>, outputs: Outputs): OutputTargets {
  /** By output: those that lie around it or in it, itself among them. */
  const kin = new Map<number, readonly Top[]>()
  const kinOf = (at: number, files: FileSystem): readonly Top[] => {
    const known = kin.get(at) ?? kinAt(outputs, at, files)
    kin.set(at, known)
    return known
  }
  return {
    async of(path, linked, signal) {
      const found: { at: number; target: OutputTarget }[] = []
      for (const [at, { from, to }] of outputs.entries()) {
        const own = belowRun(from)
        if (own !== '' && path !== own && !path.startsWith(`${own}/`)) continue
        const files = await openFiles(to, signal)
        const inside = own === '' ? path : path.slice(own.length + 1)
        const itself = files.absolute(to.path)
        const target = inside === '' ? itself : joinPath(itself, inside)
        // From the outermost on, the archive has written all of it.
        const around = kinOf(at, files).filter(other => isWithin(target, other.top))
        const top = around.reduce((one, other) => (one.length <= other.top.length ? one : other.top), itself)
        const topIsOurs = around.some(other => other.top === top && linked.includes(other.at))
        found.push({ at, target: { files, path: target, top, topIsOurs } })
      }
      return found
    }
  }
}

function kinAt(outputs: Outputs, at: number, files: FileSystem): Top[] {
  const own = outputs[at]
  if (!own) return []
  const itself = files.absolute(own.to.path)
  return outputs.flatMap((other, number) => {
    if (endKey(other.to) !== endKey(own.to)) return []
    const top = files.absolute(other.to.path)
    return isWithin(top, itself) || isWithin(itself, top) ? [{ at: number, top }] : []
  })
}
