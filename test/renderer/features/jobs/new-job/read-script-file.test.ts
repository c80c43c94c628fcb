import type { ContentEvent } from '@contract/files'
import { describe, expect, it } from 'vitest'
import {
  draftOfFile,
  readLocalScript,
  readSiteScript,
  scriptOfBytes
} from '../../../../../src/renderer/features/jobs/new-job/read-script-file'
import { emptyDraft } from '../../../../../src/renderer/features/jobs/new-job/start-from'

const script = '#!/bin/bash\n#SBATCH --time=10\necho "Å"\n'
const bytes = new TextEncoder().encode(script)

/** Answers as contract/files `content`, the bytes in two pieces that part a letter. */
const holding = (path: string, content: Uint8Array, size = content.length) => ({
  content: async () =>
    (async function* (): AsyncGenerator<ContentEvent, void, void> {
      yield { type: 'opened', path, size, mtime: '2026-11-17T10:00:00Z' }
      const cut = content.indexOf(0xc3) + 1
      for (const [offset, part] of [content.subarray(0, cut), content.subarray(cut)].entries())
        yield { type: 'bytes', offset, base64: Buffer.from(part).toString('base64') }
    })()
})
const { signal } = new AbortController()

describe('a script in a file', () => {
  it('of the site is read whole, with the folder that it is in', async () => {
    // The page calls nothing else of the contract here.
    const files = holding('/proj/runs/refine.sh', bytes) as unknown as Parameters<typeof readSiteScript>[0]
    expect(await readSiteScript(files, 'north', 'runs/refine.sh', signal)).toEqual({
      ...{ name: 'refine.sh', text: script, folder: '/proj/runs' }
    })
  })

  it('of this computer is read whole', async () => {
    expect(await readLocalScript(new File([bytes], 'run.sh'))).toEqual({ name: 'run.sh', text: script, folder: null })
  })

  it('that is no text, or longer than SLURM takes, is refused before it fills the dialog', async () => {
    expect(() => scriptOfBytes('a.mrc', Uint8Array.of(0, 1, 2))).toThrow(/a\.mrc is no text/)
    expect(() => scriptOfBytes('latin.sh', Uint8Array.of(0x23, 0x21, 0xe9))).toThrow(/no text/)
    const files = holding('/d/movie.mrc', bytes, 5_000_000) as unknown as Parameters<typeof readSiteScript>[0] // as above
    await expect(readSiteScript(files, 'north', '/d/movie.mrc', signal)).rejects.toMatchObject({
      code: 'limit-exceeded'
    })
    await expect(readLocalScript(new File([new Uint8Array(4_000_001)], 'long.sh'))).rejects.toMatchObject({
      code: 'limit-exceeded'
    })
  })
})

describe('the dialog with a script from a file', () => {
  it('calls the job as sbatch would, and runs it where the file is', () => {
    const file = { name: 'run.sh', text: script, folder: '/proj/runs' }
    const made = draftOfFile({ ...emptyDraft, way: 'template', options: '--partition=gpu' }, file)
    expect(made).toMatchObject({ way: 'script', script, name: 'run.sh', folder: '/proj/runs' })
    expect(made.options).toBe('--partition=gpu')
  })

  it('keeps the folder that was written, and the name that the script gives', () => {
    const text = '#!/bin/sh\n#SBATCH -J mine\n'
    const made = draftOfFile({ ...emptyDraft, folder: '/proj/a' }, { name: 'run.sh', text, folder: '/proj/runs' })
    expect(made).toMatchObject({ name: '', folder: '/proj/a' })
  })
})
