import type { ModuleList } from '@contract/job-templates'
import type { Job } from '@contract/jobs'
import type { Failure } from '@domain/failure'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Note } from '../../ui/note'
import { Segments } from '../../ui/segments'
import { TextArea, TextField } from '../../ui/text-field'
import { visibleName } from '../../ui/visible-name'
import { EarlierJob } from './new-job/earlier-job'
import { ModulePicker } from './new-job/module-picker'
import styles from './new-job/new-job.module.css'
import { draftOfFile } from './new-job/read-script-file'
import { ScriptFile } from './new-job/script-file'
import { type JobDraft, withModule } from './new-job/start-from'
import { type EarlierJobId, useDraft } from './new-job/use-draft'
import { useSubmit } from './new-job/use-submit'
import { type Filled, filledTemplate } from './template-draft'
import { TemplateForm, TemplateScript } from './template-form'
import { type Templates, useTemplates } from './use-templates'

/** Why it cannot be submitted as it stands; null when it can be tried. */
export function draftTrouble(draft: Pick<JobDraft, 'script'>): string | null {
  return draft.script.startsWith('#!') ? null : 'The first line of a batch script names its shell: #!/bin/bash'
}

/** The script that a draft comes to, or what is in its way. */
function madeScript(draft: JobDraft, { templates }: Templates): { filled: Filled | null; trouble: string | null } {
  if (draft.way === 'script') return { filled: { script: draft.script }, trouble: draftTrouble(draft) }
  const template = templates.find(({ id }) => id === draft.template.template)
  if (!template) return { filled: null, trouble: 'Choose a template' }
  const filled = filledTemplate(template, draft.template)
  if ('trouble' in filled) return { filled, trouble: filled.trouble }
  return { filled, trouble: template.lane ? `${template.lane.program} submits this script: copy it` : null }
}

/** The scheduler's own words where it gave some, ours otherwise; brought into sight, for the form may be longer. */
function Refusal({ failure }: { failure: Failure }): ReactNode {
  const box = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each refusal is brought into sight
  useEffect(() => {
    // Newer Chromium answers with a promise, which must not become React's clean-up.
    void box.current?.scrollIntoView({ block: 'nearest' })
  }, [failure])
  const { message, hint, detail } = failure
  return (
    <div ref={box}>
      <Note tone='error' what={detail === undefined ? message : 'The scheduler refused the job.'}>
        {hint}
        {detail !== undefined && <span className={styles.ownWords}>{detail}</span>}
      </Note>
    </div>
  )
}

const ways = [
  { value: 'script', label: 'Own script' },
  { value: 'template', label: 'From a template' }
] as const

/** `name`: of the instrument. */
export interface SessionFolder {
  readonly site: string
  readonly path: string
  readonly name: string
  /** SLURM's account that pays for the session. */
  readonly account: string | null
}

export interface NewJobDialogProps {
  open: boolean
  site: string
  siteLabel: string
  /** The job that this one begins from; each new one is read once. */
  again?: EarlierJobId | null
  /** Of the session that runs at this site: where a new job runs and what pays for it, unless something else is written. */
  sessionFolder?: SessionFolder | undefined
  onSubmitted: (job: Job) => void
  onClose: () => void
}

/** Submits a script, written or made from a template. What was typed stays when it is refused, and when the dialog is closed. */
export function NewJobDialog(props: NewJobDialogProps): ReactNode {
  const { open, site, siteLabel, again = null, onSubmitted, onClose } = props
  const here = props.sessionFolder?.site === site ? props.sessionFolder : undefined
  const writing = useDraft(site, { folder: here?.path ?? '', account: here?.account ?? null })
  const { draft, set, begin, reading } = writing
  const known = useTemplates(site, open)
  const { filled, trouble } = madeScript(draft, known)
  const { busy, failure, submit } = useSubmit(site, job => {
    writing.forget()
    onSubmitted(job)
    onClose()
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another job begins another draft, nothing else does
  useEffect(() => {
    if (again !== null) void begin(again)
  }, [again])
  const waits = busy ? 'The scheduler was asked' : reading ? 'The earlier job is being read' : trouble
  const send = (): void => void submit(draft, filled && 'script' in filled ? filled.script : '')
  const refused = failure ?? writing.failure
  return (
    <Dialog
      open={open}
      onClose={onClose}
      size='wide'
      title={`New job on ${siteLabel}`}
      onSubmit={() => waits === null && send()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind='primary' type='submit' disabledReason={waits ?? undefined}>
            {busy ? 'Submitting' : 'Submit'}
          </Button>
        </>
      }
    >
      <div className={styles.draft}>
        <div className={styles.ways}>
          <Segments
            label='Where the script comes from'
            value={draft.way}
            onChange={way => set({ way })}
            options={ways}
          />
          <ScriptFile {...{ site, siteLabel }} onPick={file => set(draftOfFile(draft, file))} />
          <EarlierJob site={site} onPick={job => void begin(job)} />
          {reading && <span className='faint sm'>Reading the earlier job.</span>}
        </div>
        {draft.way === 'template' ? (
          <TemplatePart {...{ draft, set, known, filled }} />
        ) : (
          <ScriptPart {...{ draft, set, trouble }} modules={known.modules} />
        )}
        <Sending {...{ draft, set }} session={here?.path === draft.folder ? here : undefined} />
        {known.failure && <Note tone='error' what={known.failure.message} />}
        {refused && <Refusal failure={refused} />}
      </div>
    </Dialog>
  )
}

interface PartProps {
  draft: JobDraft
  set: (change: Partial<JobDraft>) => void
}

function TemplatePart(props: PartProps & { known: Templates; filled: Filled | null }): ReactNode {
  const { draft, set, known, filled } = props
  return (
    <>
      <TemplateForm
        templates={known.templates}
        modules={known.modules}
        draft={draft.template}
        filled={filled}
        onChange={template => set({ template })}
      />
      {filled && <TemplateScript filled={filled} />}
    </>
  )
}

function ScriptPart(props: PartProps & { trouble: string | null; modules: ModuleList | null }): ReactNode {
  const { draft, set, trouble, modules } = props
  return (
    <>
      <TextArea
        label='Script'
        mono
        rows={14}
        value={draft.script}
        onChange={script => set({ script })}
        error={trouble ?? undefined}
        hint='It is sent exactly as it stands here.'
      />
      <div className={styles.modules}>
        <TextField
          className='grow'
          label='Name'
          value={draft.name}
          onChange={name => set({ name })}
          placeholder='as in the script'
        />
        <ModulePicker list={modules} onPick={name => set({ script: withModule(draft.script, name) })} />
      </div>
    </>
  )
}

/** What is told to sbatch beside the script. */
function Sending({ draft, set, session }: PartProps & { session: SessionFolder | undefined }): ReactNode {
  return (
    <>
      <TextField
        label='Folder it runs in'
        mono
        value={draft.folder}
        onChange={folder => set({ folder })}
        placeholder='your home folder'
        hint={session && `The folder of your session on ${visibleName(session.name)}.`}
      />
      <TextArea
        label='Further options of sbatch, one a line'
        mono
        rows={3}
        value={draft.options}
        onChange={options => set({ options })}
        hint='Such as --partition=gpu or --array=0-95%10. They win over the #SBATCH lines of the script.'
      />
    </>
  )
}
