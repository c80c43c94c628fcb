/** A folder of a host whose find is played, with times of its own, and an eye on it whose clock the test turns. */
import { Readable } from 'node:stream'
import { askedRulesSchema } from '@contract/watch'
import { folderLookScript, lookExit, pathsLookScript } from '@domain/collection/find-look'
import { createObserver, type SeenFile } from '@domain/collection/observer'
import { pathRule } from '@domain/collection/patterns'
import type { FileSystem } from '@domain/files/file-system'
import { createEye, type Eye } from '../../../src/main/collection/eye'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import type { Connection } from '../../../src/main/ssh/types'

const root = '/run'

/** One look that was asked of the host. `since`: empty for everything. `alone`: no folder below that one. */
export interface AskedLook {
  readonly below: string
  readonly since: string
  readonly alone: boolean
}

export interface FarFolder {
  /** Paths below the folder, which is ''; a folder's ends with a slash. Seconds since 1970 UTC. */
  readonly inodes: Map<string, { size: number; mtime: number; changed: number }>
  readonly looks: AskedLook[]
  /** How many single paths were asked for, each time. */
  readonly asked: number[]
  /** What find prints on standard error from now on, as it ends where something went wrong; empty: nothing does. */
  fails(said: string): void
  write(path: string, changed: number): void
  readonly finished: SeenFile[]
  /** Of the eye's clock, milliseconds. */
  now: number
  readonly unfinished: () => number
  readonly eye: Eye
}

const end = (status: number): string => `end\t1000000000000000000\t1000000000001000000\t${status}\t\0`

export function openFarFolder(rules: object = {}): FarFolder {
  let said = ''
  const inodes: FarFolder['inodes'] = new Map()
  const asked = askedRulesSchema.parse({ stableSeconds: 1, ...rules })
  const observer = createObserver(asked, pathRule(asked))
  const record = (path: string, name: string): string => {
    const one = inodes.get(path)
    if (!one) throw new Error(`${path} is not there`)
    const folder = path === '' || path.endsWith('/')
    return `${folder ? 'd' : 'f'}\t${one.size}\t${one.mtime}.0\t${one.changed}.0\t${folder ? name.replace(/\/$/, '') : name}\0`
  }

  function lookThrough([folder = '', since = '', alone = '']: readonly string[]): {
    stdout: Buffer
    stderr: Buffer
    code: number
  } {
    const below = folder === root ? '' : `${folder.slice(root.length + 1)}/`
    far.looks.push({ below, since, alone: alone !== '' })
    const isIn = (path: string): boolean => path.startsWith(below) && !(alone && /\/./.test(path.slice(below.length)))
    const found = [...inodes.keys()].filter(isIn)
    const told = found.filter(path => since === '' || (inodes.get(path)?.changed ?? 0) > Number(since))
    const lines = told.map(path => record(path, path.slice(below.length)))
    return answer(lines, said)
  }

  function lookAt(stdin: Uint8Array): { stdout: Buffer; stderr: Buffer; code: number } {
    const paths = Buffer.from(stdin).toString().split('\0').slice(0, -1)
    far.asked.push(paths.length)
    const there = paths.map(path => path.slice(root.length + 1)).filter(path => inodes.has(path))
    return answer(
      there.map(path => record(path, `${root}/${path}`)),
      ''
    )
  }

  const answer = (lines: readonly string[], stderr: string) => ({
    stdout: Buffer.from(`${lines.join('')}${end(stderr === '' ? 0 : 1)}`),
    stderr: Buffer.from(stderr),
    code: 0
  })

  // Only what a look needs of a connection.
  const connection = {
    serverVersion: 'SSH-2.0-OpenSSH_9.2',
    async run(script: string, { args = [], stdin }: { args?: readonly string[]; stdin?: Uint8Array }) {
      if (script === folderLookScript) return lookThrough(args)
      if (script === pathsLookScript) return lookAt(stdin ?? new Uint8Array())
      throw new Error('nothing else is asked')
    },
    start: async () => ({
      ...{ stdout: Readable.from([]), stderr: Readable.from([]) },
      ...{ exit: Promise.resolve({ code: lookExit.noCommand, signal: null }), close: () => undefined }
    })
  } as unknown as Connection
  const files: FileSystem & { close(): void } = {
    ...createLocalFileSystem('/'),
    ...{ kind: 'site', label: 'far', absolute: path => path, close: () => undefined }
  }
  const none = () => Promise.reject(new Error('no other places here'))
  const taken = new Map<string, SeenFile>()
  const far = {
    inodes,
    looks: [] as AskedLook[],
    asked: [] as number[],
    now: 1_000_000_000_000,
    finished: [] as SeenFile[],
    fails: (words: string) => {
      said = words
    },
    write: (path: string, changed: number) => void inodes.set(path, { size: 10, mtime: changed, changed }),
    unfinished: () => observer.unfinished().files
  }
  const eye = createEye({
    ...{ observer, now: () => far.now, warn: () => undefined, changed: () => undefined },
    source: { kind: 'site', site: 'far', path: root },
    access: { connection: async () => connection },
    fileSystems: { local: files, site: async () => files, openSite: async () => files, s3: none },
    isTaken: file => taken.has(file.path),
    isKnown: path => taken.has(path),
    finished(done) {
      for (const file of done) taken.set(file.path, file)
      far.finished.push(...done)
    }
  })
  return Object.assign(far, { eye })
}
