import { type RefObject, useRef } from 'react'
import { chosenFiles, type PushTree } from './queue/dropped-files'

/** The browser's two file dialogs, and the way to open them. */
export function useUploadInputs() {
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const taker = useRef<(tree: PushTree) => void>(() => undefined)
  /** Opens one; `take` gets what was chosen. */
  const choose = (what: 'files' | 'folder', take: (tree: PushTree) => void): void => {
    taker.current = take
    const input = what === 'files' ? files.current : folder.current
    input?.click()
  }
  return { choose, files, folder, taker }
}

/** The hidden fields behind the file dialogs. */
export function UploadInputs(props: {
  files: RefObject<HTMLInputElement | null>
  folder: RefObject<HTMLInputElement | null>
  taker: RefObject<(tree: PushTree) => void>
}) {
  const { files, folder, taker } = props
  const take = (input: HTMLInputElement): void => {
    if (input.files && input.files.length > 0) taker.current(chosenFiles(input.files))
    // Choosing the same again has to be heard too.
    input.value = ''
  }
  return (
    <>
      <input ref={files} type='file' multiple hidden aria-label='Files to upload' onChange={e => take(e.target)} />
      <input
        ref={folder}
        type='file'
        hidden
        aria-label='Folder to upload'
        {...{ webkitdirectory: '' }}
        onChange={e => take(e.target)}
      />
    </>
  )
}
