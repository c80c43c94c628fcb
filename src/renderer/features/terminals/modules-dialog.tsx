import type { ModuleList } from '@contract/job-templates'
import type { SiteView } from '@contract/sites'
import { Failure } from '@domain/failure'
import { type ReactNode, useEffect, useState } from 'react'
import { client } from '../../client/engine-link'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Note } from '../../ui/note'
import { placeName } from '../../ui/place-name'
import { visibleName } from '../../ui/visible-name'
import { ModuleChoice } from './module-choice'
import { moduleLine, toggleName } from './module-line'
import styles from './modules-dialog.module.css'
import { paneScreen, typeLine } from './pane-screens'
import type { RoomQuestion } from './room-context'
import { useTabs } from './tab-store'

/** Modules of a site: null while they are read, a failure where they could not be. */
function useModules(site: string): ModuleList | Failure | null {
  const [answer, setAnswer] = useState<ModuleList | Failure | null>(null)
  useEffect(() => {
    const control = new AbortController()
    const { signal } = control
    const take = (next: ModuleList | Failure): void => {
      if (!signal.aborted) setAnswer(next)
    }
    setAnswer(null)
    client.jobs.modules({ site }, { signal }).then(take, (thrown: unknown) => take(Failure.from(thrown)))
    return () => control.abort()
  }, [site])
  return answer
}

/** What is said in the place of the list; null where there is one. */
function noModules(answer: ModuleList | Failure | null, name: string): ReactNode {
  if (answer === null) return <p className='dim'>Reading the modules of {name}.</p>
  if (answer instanceof Failure)
    return (
      <Note tone='error' what={answer.message}>
        {answer.hint}
      </Note>
    )
  if (!answer.available) return <p className='dim'>{visibleName(answer.message)}</p>
  return answer.modules.length === 0 ? <p className='dim'>{name} has no modules.</p> : null
}

/** Asks which environment modules the shell of a pane is to load, and types that into it. */
export function ModulesDialog(props: {
  asked: RoomQuestion & { kind: 'modules' }
  sites: readonly SiteView[]
  onClose: () => void
}): ReactNode {
  const { asked, sites, onClose } = props
  const pane = useTabs().panes[asked.key]
  const answer = useModules(asked.site)
  const [marked, setMarked] = useState<readonly string[]>([])
  if (!pane) return null
  const name = placeName(pane.place, sites)
  const line = moduleLine(marked)
  const ended = pane.phase.kind === 'open' ? undefined : 'There is no shell to load it into'
  const refused = ended ?? (line === '' ? 'No module is marked' : undefined)
  const load = (): void => {
    if (refused !== undefined) return
    onClose()
    typeLine(asked.key, line)
  }
  const instead = noModules(answer, name)
  return (
    <Dialog
      open
      onClose={onClose}
      onGiveFocus={() => paneScreen(asked.key).screen.focus()}
      title='Load modules'
      description={`Typed into this shell on ${name}, and into no other.`}
      actions={
        <>
          <Button onClick={onClose} keys='escape'>
            {answer === null || instead === null ? 'Cancel' : 'Close'}
          </Button>
          {instead === null && (
            <Button kind='primary' keys='mod+enter' disabledReason={refused} onClick={load}>
              Load
            </Button>
          )}
        </>
      }
    >
      {instead}
      {answer !== null && !(answer instanceof Failure) && instead === null && (
        <>
          <ModuleChoice
            modules={answer.modules}
            marked={marked}
            onMark={module => setMarked(before => toggleName(before, module))}
            onLoad={load}
          />
          <code className={`${styles.line} mono`}>{visibleName(line || 'module load')}</code>
        </>
      )}
    </Dialog>
  )
}
