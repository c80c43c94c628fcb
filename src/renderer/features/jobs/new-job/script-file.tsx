import { Failure } from '@domain/failure'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { client } from '../../../client/engine-link'
import { Button } from '../../../ui/button'
import { Popover } from '../../../ui/popover'
import { TextField } from '../../../ui/text-field'
import styles from './new-job.module.css'
import { type FileScript, readLocalScript, readSiteScript } from './read-script-file'

/** One reading at a time; one that is given up, or overtaken, tells nothing any more. */
function useReading(onRead: (script: FileScript) => void) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const control = useRef(new AbortController())
  useEffect(() => () => control.current.abort(), [])
  const stop = (): void => {
    control.current.abort()
    setBusy(false)
    setFailure(null)
  }
  const read = async (from: (signal: AbortSignal) => Promise<FileScript>): Promise<void> => {
    control.current.abort()
    const own = new AbortController()
    control.current = own
    setBusy(true)
    setFailure(null)
    try {
      const script = await from(own.signal)
      if (!own.signal.aborted) onRead(script)
    } catch (thrown) {
      if (!own.signal.aborted) setFailure(Failure.from(thrown))
    } finally {
      if (!own.signal.aborted) setBusy(false)
    }
  }
  return { busy, failure, read, stop }
}

/** Takes the script from a file, of this computer or of the site, as `sbatch FILE` would. */
export function ScriptFile(props: {
  site: string
  siteLabel: string
  onPick: (script: FileScript) => void
}): ReactNode {
  const { site, siteLabel, onPick } = props
  const [open, setOpen] = useState(false)
  const [path, setPath] = useState('')
  const local = useRef<HTMLInputElement>(null)
  const { busy, failure, read, stop } = useReading(script => {
    setOpen(false)
    onPick(script)
  })
  const take = (input: HTMLInputElement): void => {
    const [file] = input.files ?? []
    if (file) void read(() => readLocalScript(file))
    // Choosing the same again has to be heard too.
    input.value = ''
  }
  const readRemote = (): void => void read(signal => readSiteScript(client.files, site, path.trim(), signal))
  const none = path.trim() === '' ? 'Write the path of the script' : undefined
  return (
    <>
      <input ref={local} type='file' hidden aria-label='File of this computer' onChange={e => take(e.target)} />
      <Popover
        open={open}
        onOpenChange={next => {
          if (!next) stop()
          setOpen(next)
        }}
        title='Take the script from a file'
        trigger={<Button icon='folder'>From a file…</Button>}
      >
        <div className={styles.picker}>
          <Button onClick={() => local.current?.click()}>Choose a file of this computer…</Button>
          <div className={styles.modules}>
            <TextField
              className='grow'
              label={`Path on ${siteLabel}`}
              mono
              placeholder='project/run.sh'
              value={path}
              onChange={setPath}
              onKeyDown={event => event.key === 'Enter' && none === undefined && readRemote()}
            />
            <Button onClick={readRemote} disabledReason={none ?? (busy ? 'It is being read' : undefined)}>
              {busy ? 'Reading' : 'Read'}
            </Button>
          </div>
          {failure && (
            <p className='bad sm' role='alert'>
              {failure.message} {failure.hint}
            </p>
          )}
        </div>
      </Popover>
    </>
  )
}
