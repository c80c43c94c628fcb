/** Plans under a name: saved, opened, renamed, deleted. */
import type { FarscopeClient } from '@contract/contract'
import type { SavedPlan } from '@contract/plan'
import type { PlanDraft } from '@contract/plan-draft'
import { Failure } from '@domain/failure'
import { type ReactNode, useState } from 'react'
import { useAct } from '../../client/use-act'
import { Button, IconButton } from '../../ui/button'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { Dialog } from '../../ui/dialog'
import { EmptyState } from '../../ui/empty-state'
import { FailureNote } from '../../ui/failure-note'
import { formatDate } from '../../ui/format'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { TextField } from '../../ui/text-field'
import { notify } from '../../ui/toasts'
import { visibleName } from '../../ui/visible-name'
import styles from './plan.module.css'
import { planToSave } from './plan-draft'
import { dollars, formatHours } from './plan-words'

/** What is asked about plans. */
type Question =
  | { readonly kind: 'list' }
  | { readonly kind: 'save' }
  | { readonly kind: 'rename'; readonly plan: SavedPlan }
  | { readonly kind: 'delete'; readonly plan: SavedPlan }
  | { readonly kind: 'failed'; readonly title: string; readonly failure: Failure }

export interface PlansMenuProps {
  readonly client: FarscopeClient
  readonly plans: readonly SavedPlan[]
  /** Why the list may be out of date. */
  readonly failure: Failure | null
  readonly draft: PlanDraft
  /** The plan that was opened or saved last, as long as it is there. */
  readonly current: SavedPlan | undefined
  /** Whether the fields say what `current` says. */
  readonly unchanged: boolean
  readonly onOpen: (plan: SavedPlan) => void
}

/** The buttons at the right of the tabs, and what they ask. */
export function PlansMenu(props: PlansMenuProps): ReactNode {
  const { client, draft, current, unchanged } = props
  const [question, setQuestion] = useState<Question | null>(null)
  const replace = ({ id, name }: SavedPlan): void => {
    client.plan.save({ id, name, ...planToSave(draft) }).then(
      () => notify(`${visibleName(name)} is saved`),
      (thrown: unknown) =>
        setQuestion({ kind: 'failed', title: `${visibleName(name)} is not saved`, failure: Failure.from(thrown) })
    )
  }
  return (
    <>
      {current && !unchanged && (
        <Button size='small' onClick={() => replace(current)}>
          Save
        </Button>
      )}
      <Button size='small' icon='bookmark' onClick={() => setQuestion({ kind: 'save' })}>
        Save as…
      </Button>
      <Button size='small' icon='list' onClick={() => setQuestion({ kind: 'list' })}>
        Plans…
      </Button>
      {question && <PlanQuestion {...{ ...props, question }} onQuestion={setQuestion} />}
    </>
  )
}

type QuestionProps = PlansMenuProps & { readonly onQuestion: (question: Question | null) => void }

function PlanQuestion(props: QuestionProps & { readonly question: Question }): ReactNode {
  const { client, plans, draft, onOpen, question, onQuestion } = props
  const close = (): void => onQuestion(null)
  if (question.kind === 'list') return <PlansList {...props} />
  if (question.kind === 'delete') return <DeleteQuestion {...{ client, onQuestion, plan: question.plan }} />
  if (question.kind === 'failed')
    return (
      <Dialog open onClose={close} size='small' title={question.title}>
        <FailureNote failure={question.failure} />
      </Dialog>
    )
  if (question.kind === 'save')
    return (
      <NameDialog
        title='Save the plan'
        label='Save'
        first=''
        taken={plans.map(({ name }) => name)}
        onName={async name => onOpen(await client.plan.save({ name, ...planToSave(draft) }))}
        onClose={close}
      />
    )
  const { id, name: before } = question.plan
  return (
    <NameDialog
      title={`Rename ${visibleName(before)}`}
      label='Rename'
      first={before}
      taken={plans.filter(plan => plan.id !== id).map(({ name }) => name)}
      onName={name => client.plan.rename({ id, name })}
      onClose={() => onQuestion({ kind: 'list' })}
    />
  )
}

function DeleteQuestion(props: Pick<QuestionProps, 'client' | 'onQuestion'> & { readonly plan: SavedPlan }): ReactNode {
  const { client, onQuestion, plan } = props
  const name = visibleName(plan.name)
  const remove = (): void => {
    client.plan.remove({ id: plan.id }).catch((thrown: unknown) => {
      onQuestion({ kind: 'failed', title: `${name} is not deleted`, failure: Failure.from(thrown) })
    })
  }
  return (
    <ConfirmDialog
      open
      title={`Delete ${name}?`}
      confirmLabel='Delete the plan'
      cancelLabel='Keep it'
      onConfirm={remove}
      onClose={() => onQuestion({ kind: 'list' })}
    >
      What was written in it and its machines are gone. The fields of the window stay as they are.
    </ConfirmDialog>
  )
}

function PlansList(props: QuestionProps): ReactNode {
  const { plans, failure, current, onOpen, onQuestion } = props
  const onClose = (): void => onQuestion(null)
  const open = (plan: SavedPlan): void => {
    onOpen(plan)
    onClose()
  }
  return (
    <Dialog open onClose={onClose} size='wide' title='Saved plans'>
      <FailureNote failure={failure} />
      {plans.length === 0 ? (
        <EmptyState>Plans stand here once you save one: the fields, the chosen machines and what they cost.</EmptyState>
      ) : (
        <ul className={styles.plans}>
          {plans.map(plan => (
            <li key={plan.id} className={styles.plan}>
              <button
                type='button'
                className={styles.planFace}
                aria-current={plan.id === current?.id || undefined}
                onClick={() => open(plan)}
              >
                <MiddleEllipsis name={plan.name} className={styles.planName} />
                <span className='sm faint'>
                  {formatHours(plan.hours)}, {dollars(plan.usd)}, prices of {plan.priceDate ?? 'an unknown date'},
                  changed {formatDate(Date.parse(plan.changedAt), Date.now())}
                </span>
              </button>
              <IconButton
                icon='edit'
                label={`Rename ${visibleName(plan.name)}`}
                onClick={() => onQuestion({ kind: 'rename', plan })}
              />
              <IconButton
                icon='trash'
                label={`Delete ${visibleName(plan.name)}`}
                onClick={() => onQuestion({ kind: 'delete', plan })}
              />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}

/** What is wrong with a name, before the engine is asked. */
export function nameFault(name: string, taken: readonly string[]): string | undefined {
  const trimmed = name.trim()
  if (trimmed === '') return 'A plan needs a name'
  if (trimmed.length > 200) return 'At most 200 letters'
  return taken.includes(trimmed) ? 'Another plan has this name' : undefined
}

function NameDialog(props: {
  title: string
  label: string
  first: string
  taken: readonly string[]
  onName: (name: string) => Promise<unknown>
  onClose: () => void
}): ReactNode {
  const { title, label, first, taken, onName, onClose } = props
  const [name, setName] = useState(first)
  const [tried, setTried] = useState(false)
  const act = useAct()
  const fault = nameFault(name, taken)
  const submit = async (): Promise<void> => {
    setTried(true)
    if (fault === undefined && !act.busy && (await act.run(() => onName(name.trim())))) onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={title}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button onClick={onClose} keys='escape'>
            Cancel
          </Button>
          <Button kind='primary' type='submit' disabled={act.busy}>
            {label}
          </Button>
        </>
      }
    >
      <TextField
        label='Name'
        value={name}
        onChange={setName}
        maxLength={200}
        autoFocus
        onFocus={event => event.currentTarget.select()}
        error={tried || name.trim() !== '' ? fault : undefined}
      />
      <FailureNote failure={act.failure} />
    </Dialog>
  )
}
