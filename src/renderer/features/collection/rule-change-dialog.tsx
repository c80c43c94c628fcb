/** Asks what each task of a rule does from now on, and how many there are. */
import type { ProcessingRule } from '@contract/processing'
import { client } from '../../client/engine-link'
import { useAct } from '../../client/use-act'
import { visibleName } from '../../ui/visible-name'
import { FormDialog } from './form-dialog'
import { changeOfDraft, draftOfRule } from './process-draft'
import { Pace, Unplaced, useProcessForm, Work } from './process-form'

export function RuleChangeDialog({ rule, onClose }: { rule: ProcessingRule; onClose: () => void }) {
  const form = useProcessForm(() => draftOfRule(rule), [])
  const act = useAct()
  const submit = (): void => {
    if (!form.check()) return
    void act.run(async () => {
      await client.processing.change(changeOfDraft(form.draft, rule))
      onClose()
    })
  }
  return (
    <FormDialog
      title={`Change ${visibleName(rule.name)}`}
      description='From the next array on. What is done is not done again, and arrays that SLURM has go on as they are.'
      submit='Change'
      {...{ act, onClose }}
      onSubmit={submit}
    >
      <Work form={form} />
      <Pace form={form} />
      <Unplaced form={form} />
    </FormDialog>
  )
}
