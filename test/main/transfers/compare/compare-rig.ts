/** Two folders of this computer, the second in the role of a site, and a queue that copies at once. */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Place } from '@contract/files'
import type { ComparisonCounts, Difference, FailedFile } from '@contract/transfers'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import type { ChecksumsOf } from '@domain/transfers/checksums'
import { createLocalChecksums } from '../../../../src/main/files/local-checksums'
import { createLocalFileSystem } from '../../../../src/main/files/local-file-system'
import { type CompareRequest, compareFolders } from '../../../../src/main/transfers/compare/compare-folders'
import type { AfterCopies, ExplicitCopy } from '../../../../src/main/transfers/compare/explicit-copy'
import { type MirrorRequest, mirrorFolders } from '../../../../src/main/transfers/compare/mirrors'

export interface Compared {
  differences: Difference[]
  counts: ComparisonCounts
}

export interface CompareRig {
  readonly here: string
  readonly there: string
  readonly places: { from: Place; to: Place }
  /** Replaces calls of the file system of either end. */
  change: { here: (files: FileSystem) => Partial<FileSystem>; there: (files: FileSystem) => Partial<FileSystem> }
  /** Whether the site has commands for checksums. */
  tools: boolean
  /** Runs between the copies of a mirror and its last step. */
  meanwhile: () => Promise<void>
  compare(by?: CompareRequest['by']): Promise<Compared>
  mirror(more?: Partial<MirrorRequest>): Promise<AfterCopies>
  end(): Promise<void>
}

export async function createCompareRig(): Promise<CompareRig> {
  const root = await fs.mkdtemp(join(tmpdir(), 'compare-'))
  const [here, there] = [join(root, 'here'), join(root, 'there')]
  await fs.mkdir(here)
  await fs.mkdir(there)
  const rig: Pick<CompareRig, 'change' | 'meanwhile' | 'tools'> = {
    tools: true,
    change: { here: () => ({}), there: () => ({}) },
    meanwhile: async () => undefined
  }
  const fileSystems = (): FileSystems => {
    const local = createLocalFileSystem(root)
    const site = { ...local, kind: 'site' as const, label: 'far', ...rig.change.there(local), close: () => undefined }
    return {
      local: { ...local, ...rig.change.here(local) },
      site: async () => site,
      openSite: async () => site,
      s3: () => Promise.reject(new Error('no buckets here'))
    }
  }
  const sums = createLocalChecksums()
  const checksumsOf: ChecksumsOf = async end =>
    end.kind === 'site' && !rig.tools ? { ...sums, offers: async () => [] } : sums
  const places = { from: { kind: 'local', path: here }, to: { kind: 'site', site: 'far', path: there } } as const

  /** As the queue: what fails is noted. */
  function copyAll({ items }: Pick<ExplicitCopy, 'items'>): FailedFile[] {
    return items.flatMap(({ source, target }) => {
      const { status, stderr } = spawnSync('cp', ['-aT', '--remove-destination', source, target], { encoding: 'utf8' })
      return status === 0 ? [] : [{ path: source, code: 'exists' as const, message: stderr }]
    })
  }

  return Object.assign(rig, {
    here,
    there,
    places,
    async compare(by: CompareRequest['by'] = 'size-time') {
      const differences: Difference[] = []
      const request = { ...places, by }
      for await (const event of compareFolders({ fileSystems: fileSystems(), checksumsOf }, request, undefined))
        if (event.type === 'differences') differences.push(...event.differences)
        else if (event.type === 'end') return { differences, counts: event.counts }
      throw new Error('no end')
    },
    async mirror(more: Partial<MirrorRequest> = {}) {
      let done: Promise<AfterCopies> | undefined
      const run = async (copy: ExplicitCopy): Promise<AfterCopies> => {
        const failed = copyAll(copy)
        await rig.meanwhile()
        const after = failed.length === 0 ? await copy.after?.(new AbortController().signal) : undefined
        failed.push(...copyAll({ items: after?.items ?? [] }))
        const deleted = after?.deleted ?? 0
        return { deleted, items: [], failed: [...copy.failed, ...failed, ...(after?.failed ?? [])] }
      }
      const start = (copy: ExplicitCopy): { id: string } => {
        done = run(copy)
        return { id: copy.id }
      }
      await mirrorFolders(
        { fileSystems: fileSystems(), checksumsOf, start },
        { id: 'm', ...places, by: 'size-time', deleteExtra: false, verify: false, priority: 'normal', ...more },
        undefined
      )
      if (!done) throw new Error('no transfer was started')
      return done
    },
    end: () => fs.rm(root, { recursive: true, force: true, maxRetries: 5 })
  })
}
