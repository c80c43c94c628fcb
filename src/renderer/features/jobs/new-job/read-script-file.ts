/** A batch script that lies in a file: of this computer, or of the site. */
import type { FarscopeClient } from '@contract/contract'
import { Failure } from '@domain/failure'
import { baseName, parentPath } from '@domain/files/path'
import type { JobDraft } from './start-from'

/** What contract/jobs `submit` takes; SLURM itself refuses more than 4 MB (slurm.conf(5), max_script_size). Bytes. */
const mostBytes = 4_000_000

/** A script and where it was. */
export interface FileScript {
  readonly name: string
  readonly text: string
  /** The folder of a file of the site, where the job runs as it would with sbatch there; null for other files. */
  readonly folder: string | null
}

const tooLong = (name: string): Failure =>
  new Failure('limit-exceeded', `${name} is too long for a batch script.`, { hint: 'SLURM takes at most 4 MB.' })

/** Errors: `limit-exceeded`, `unsupported` for what is no text. */
export function scriptOfBytes(name: string, bytes: Uint8Array): string {
  if (bytes.length > mostBytes) throw tooLong(name)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // Told below: bytes that are no text and a text with a NUL are alike.
  }
  throw new Failure('unsupported', `${name} is no text, so it is no batch script.`, { hint: 'Choose another file.' })
}

/** A file that the browser was given. Errors as `scriptOfBytes`. */
export async function readLocalScript(file: File): Promise<FileScript> {
  if (file.size > mostBytes) throw tooLong(file.name)
  return { name: file.name, text: scriptOfBytes(file.name, new Uint8Array(await file.arrayBuffer())), folder: null }
}

/** A file of the site; `path` from the login's home unless it is absolute. Errors as `scriptOfBytes`, the connection's. */
export async function readSiteScript(
  files: Pick<FarscopeClient['files'], 'content'>,
  site: string,
  path: string,
  signal: AbortSignal
): Promise<FileScript> {
  const place = { kind: 'site' as const, site, path }
  const parts: Uint8Array[] = []
  let at = path
  // No more is read ahead than the longest script, so nothing is acknowledged.
  for await (const event of await files.content({ id: crypto.randomUUID(), place }, { signal })) {
    if (event.type === 'bytes') parts.push(Uint8Array.from(atob(event.base64), sign => sign.charCodeAt(0)))
    else {
      at = event.path
      if (event.size > mostBytes) throw tooLong(baseName(at))
    }
  }
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let filled = 0
  for (const part of parts) {
    bytes.set(part, filled)
    filled += part.length
  }
  return { name: baseName(at), text: scriptOfBytes(baseName(at), bytes), folder: parentPath(at) }
}

/** The dialog with that script: what the script does not say stays as it was written. The job is called as sbatch would. */
export function draftOfFile(draft: JobDraft, { name, text, folder }: FileScript): JobDraft {
  const named = /^#SBATCH\s+(--job-name|-J)/m.test(text)
  return {
    ...draft,
    ...{ way: 'script', script: text, name: named ? '' : name },
    folder: folder !== null && draft.folder.trim() === '' ? folder : draft.folder
  }
}
