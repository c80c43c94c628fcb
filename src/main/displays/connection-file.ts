/** Files that a client reads once and that hold a secret: of this user alone, and gone when it has read them. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface SecretFile {
  readonly path: string
  /** Removes it and its folder; also twice. */
  remove(): Promise<void>
}

export interface SecretFiles {
  /** Mode 0600 in a folder of its own of mode 0700. */
  write(name: string, text: string | Uint8Array): Promise<SecretFile>
  /** Removes all that are left. */
  removeAll(): Promise<void>
}

/** What a run that was killed left behind goes at the first use. */
export function createSecretFiles(folder: string): SecretFiles {
  let swept: Promise<void> | undefined
  const files = new Set<SecretFile>()
  const sweep = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true, mode: 0o700 })
  }
  return {
    write: async (name, content) => {
      swept ??= sweep()
      await swept
      const own = await mkdtemp(join(folder, 'open-'))
      const path = join(own, name)
      // Kept until it is gone: whoever removes all waits for a removal that somebody else began.
      const file: SecretFile = {
        path,
        remove: async () => {
          await rm(own, { recursive: true, force: true })
          files.delete(file)
        }
      }
      files.add(file)
      try {
        await writeFile(path, content, { mode: 0o600, flag: 'wx' })
      } catch (error) {
        await file.remove()
        throw error
      }
      return file
    },
    removeAll: async () => {
      await Promise.all([...files].map(file => file.remove()))
    }
  }
}
