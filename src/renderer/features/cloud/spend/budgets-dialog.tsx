/** All budgets, as they are to be from now on. */
import { type Budget, type BudgetState, budgetSchema } from '@contract/cloud-spend'
import { type ReactNode, useState } from 'react'
import { client } from '../../../client/engine-link'
import { useAct } from '../../../client/use-act'
import { Button, IconButton } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { Dialog } from '../../../ui/dialog'
import { Segments } from '../../../ui/segments'
import { NumberField, TextField } from '../../../ui/text-field'
import { FailureWords } from '../failure-words'
import styles from './spend.module.css'

/** A budget as it is typed; an empty project is everything. */
export interface BudgetDraft {
  readonly project: string
  readonly usd: number | undefined
  readonly per: Budget['per']
  readonly stop: boolean
}

const fresh: BudgetDraft = { project: '', usd: undefined, per: 'month', stop: false }

export const draftOfBudget = ({ project, usd, per, stop }: Budget): BudgetDraft => ({
  ...{ project: project ?? '', usd, per, stop }
})

/** What has to be mended: of which budget, at which of its fields. */
export interface BudgetFault {
  readonly at: number
  readonly field: 'project' | 'usd'
  readonly text: string
}

/** The budgets, or what has to be mended in which of them. */
export function readBudgets(drafts: readonly BudgetDraft[]): { readonly budgets: Budget[] } | BudgetFault {
  const budgets: Budget[] = []
  for (const [at, { project, usd, per, stop }] of drafts.entries()) {
    const name = project.trim() === '' ? null : project.trim()
    if (usd === undefined || usd <= 0) return { at, field: 'usd', text: 'Say how many dollars.' }
    if (budgets.some(one => one.project === name))
      return {
        at,
        field: 'project',
        text: name === null ? 'Everything has one already.' : 'This project has one already.'
      }
    const read = budgetSchema.safeParse({ project: name, usd, per, stop })
    if (!read.success) return { at, field: 'project', text: read.error.issues[0]?.message ?? 'Not usable.' }
    budgets.push(read.data)
  }
  return { budgets }
}

export function BudgetsDialog(props: {
  budgets: readonly BudgetState[]
  onSaved: () => void
  onClose: () => void
}): ReactNode {
  const { budgets, onSaved, onClose } = props
  const [drafts, setDrafts] = useState<readonly BudgetDraft[]>(() =>
    budgets.length === 0 ? [fresh] : budgets.map(draftOfBudget)
  )
  const [wrong, setWrong] = useState<BudgetFault | null>(null)
  const act = useAct()
  const change = (at: number, part: Partial<BudgetDraft>): void => {
    setWrong(null)
    setDrafts(before => before.map((one, place) => (place === at ? { ...one, ...part } : one)))
  }
  const errorOf = (at: number, field: BudgetFault['field']): string | undefined =>
    wrong?.at === at && wrong.field === field ? wrong.text : undefined
  const save = (): void => {
    const read = readBudgets(drafts)
    setWrong('at' in read ? read : null)
    if ('at' in read) return
    void act.run(async () => {
      await client.spend.setBudgets(read)
      onSaved()
      onClose()
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      size='wide'
      title='Budgets'
      description='Of estimates, in dollars. You are told at 50, 80 and 100 %.'
      onSubmit={save}
      leftActions={<Button onClick={onClose}>Cancel</Button>}
      actions={
        <Button kind='primary' type='submit' disabled={act.busy}>
          Save the budgets
        </Button>
      }
    >
      {drafts.length === 0 && <p>No budget: nothing is told, and nothing is refused.</p>}
      {drafts.map((draft, at) => (
        // Two may be equal while they are typed.
        // biome-ignore lint/suspicious/noArrayIndexKey: their order is all that tells them apart
        <div key={at} className={styles.draft}>
          <TextField
            label='Project'
            placeholder='everything'
            value={draft.project}
            onChange={project => change(at, { project })}
            error={errorOf(at, 'project')}
          />
          <NumberField
            label='At most'
            unit='$'
            value={draft.usd}
            onChange={usd => change(at, { usd })}
            error={errorOf(at, 'usd')}
          />
          <div className={styles.beside}>
            <Segments
              label='Per'
              value={draft.per}
              onChange={per => change(at, { per })}
              options={[
                { value: 'month', label: 'a month' },
                { value: 'ever', label: 'once' }
              ]}
            />
            <Checkbox checked={draft.stop} onChange={stop => change(at, { stop })} label='Stop at 100 %' />
            <IconButton
              icon='trash'
              label={`Take budget ${at + 1} away`}
              onClick={() => setDrafts(before => before.filter((_, place) => place !== at))}
            />
          </div>
        </div>
      ))}
      <Button size='small' icon='plus' className={styles.add} onClick={() => setDrafts(before => [...before, fresh])}>
        Another budget
      </Button>
      <p className='faint sm'>
        Stop at 100 %: nothing more is launched, and what runs is stopped. What it wrote is fetched. A machine of
        unknown price it cannot hold: its launch is refused unless you allow it there. Months are those of UTC.
      </p>
      {act.failure && <FailureWords failure={act.failure} />}
    </Dialog>
  )
}
