/** A page on which resources.json is read, and edited as a whole by its administrators. */
import type { ResourcesView } from '@contract/bookings'
import type { ResourcesFile } from '@contract/resources'
import { type ReactNode, useMemo, useState } from 'react'
import { type Act, useAct } from '../../../client/use-act'
import { useAsked } from '../../../client/use-asked'
import { Button } from '../../../ui/button'
import { ConfirmDialog } from '../../../ui/confirm-dialog'
import { EmptyState } from '../../../ui/empty-state'
import { countOf } from '../../../ui/format'
import { Banner, Note } from '../../../ui/note'
import { PageBar } from '../../../ui/page-bar'
import { notify } from '../../../ui/toasts'
import { personName } from '../booking-look'
import { FailureNote } from '../failure-note'
import { offlineReason, useRoom } from '../room-context'
import { storeKey } from '../use-stores'
import styles from './rules.module.css'
import { type FieldErrors, fileErrors } from './rules-draft'

/** The file as it is edited now. */
export interface FileDraft {
  readonly file: ResourcesFile
  readonly errors: FieldErrors
  /** The person who looks is no administrator: all of it can be read, nothing changed. */
  readonly locked: boolean
  setFile(file: ResourcesFile): void
}

export interface FilePageProps {
  readonly title: string
  readonly onBack: () => void
  readonly onSaved: () => void
  /** Beside the title: filters, further acts. */
  readonly bar?: (draft: FileDraft) => ReactNode
  readonly children: (draft: FileDraft) => ReactNode
}

export function FilePage(props: FilePageProps): ReactNode {
  const { title, onBack } = props
  const { bookings, store } = useRoom()
  const read = useAsked(storeKey(store), signal => bookings.resources({ store }, { signal }))
  // The editor begins anew when another version was read.
  if (read.answer) return <Editor key={read.answer.version} {...props} view={read.answer} onAgain={read.again} />
  return (
    <>
      <PageBar title={title} end={<BackButton onBack={onBack} />} />
      <FailureNote failure={read.failure} acts={<Button onClick={read.again}>Read again</Button>} />
      {read.failure === null && (
        <div className={styles.none}>
          <EmptyState>Reading the file of the facility.</EmptyState>
        </div>
      )}
    </>
  )
}

const BackButton = ({ onBack, busy = false }: { onBack: () => void; busy?: boolean }): ReactNode => (
  <Button icon='calendar' disabledReason={busy ? 'It is being saved' : undefined} onClick={onBack}>
    Calendar
  </Button>
)

interface EditorProps extends FilePageProps {
  readonly view: ResourcesView
  /** Reads the file again, and gives up what was typed. */
  readonly onAgain: () => void
}

function useEditor({ view, onSaved }: EditorProps) {
  const room = useRoom()
  const { bookings, store } = room
  const [file, setFile] = useState<ResourcesFile>(view.file)
  const [version, setVersion] = useState(view.version)
  const [saved, setSaved] = useState<ResourcesFile>(view.file)
  const act = useAct()
  const errors = useMemo(() => fileErrors(file), [file])
  const changed = file !== saved
  const save = (): void => {
    void act.run(async () => {
      const written = await bookings.saveResources({ store, file, version })
      setFile(written.file)
      setSaved(written.file)
      setVersion(written.version)
      notify('The rules are saved', { description: 'They hold for bookings made from now on.' })
      onSaved()
    })
  }
  const draft: FileDraft = { file, setFile, errors, locked: !view.administrator }
  return { draft, changed, act, save, reason: saveReason(errors.size, changed, offlineReason(room)) }
}

function saveReason(errors: number, changed: boolean, away: string | undefined): string | undefined {
  if (away !== undefined) return away
  if (!changed) return 'Nothing is changed'
  return errors > 0
    ? `${countOf(errors, 'field')} cannot be saved as ${errors === 1 ? 'it is' : 'they are'}`
    : undefined
}

function Editor(props: EditorProps): ReactNode {
  const { view, title, bar, children, onBack, onAgain } = props
  const editor = useEditor(props)
  const { draft } = editor
  const [leaving, setLeaving] = useState(false)
  const leave = (): void => (editor.changed ? setLeaving(true) : onBack())
  return (
    <>
      <PageBar
        title={title}
        end={
          <>
            <BackButton onBack={leave} busy={editor.act.busy} />
            {!draft.locked && (
              <Button kind='primary' disabled={editor.act.busy} disabledReason={editor.reason} onClick={editor.save}>
                Save
              </Button>
            )}
          </>
        }
      >
        {bar?.(draft)}
      </PageBar>
      <EditorNotes {...{ view, locked: draft.locked, act: editor.act, onAgain }} />
      {children(draft)}
      <ConfirmDialog
        open={leaving}
        title='Leave without saving?'
        confirmLabel='Leave, and lose the changes'
        cancelLabel='Stay'
        onConfirm={onBack}
        onClose={() => setLeaving(false)}
      >
        What was changed here is not in the calendar yet.
      </ConfirmDialog>
    </>
  )
}

function EditorNotes(props: { view: ResourcesView; locked: boolean; act: Act; onAgain: () => void }): ReactNode {
  const { view, locked, act, onAgain } = props
  const admins = view.file.administrators.map(user => personName(view.file, user)).join(', ')
  return (
    <>
      {locked && <Banner>{`Only administrators change these: ${admins || 'there is none'}.`}</Banner>}
      {view.problems.map(({ file, error }) => (
        <Note key={`${file} ${error.message}`} tone='warning' what={error.message}>
          {error.hint}
        </Note>
      ))}
      <FailureNote
        failure={act.failure}
        acts={
          act.failure?.code === 'conflict' && (
            <Button onClick={onAgain}>Read theirs, and lose what is changed here</Button>
          )
        }
      />
    </>
  )
}
