import type { Job } from '@contract/jobs'
import { Failure } from '@domain/failure'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { client } from '../../client/engine-link'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Note } from '../../ui/note'
import { Segments } from '../../ui/segments'
import { TextArea, TextField } from '../../ui/text-field'
import styles from './jobs.module.css'
import { sbatchOptions, scriptTemplate } from './sbatch-options'
import { emptyTemplateDraft, filledTemplate } from './template-draft'
import { TemplateForm, TemplateScript } from './template-form'
import { useTemplates } from './use-templates'

/** What is written in the dialog. */
export interface JobDraft {
  readonly script: string
  readonly name: string
  readonly folder: string
  readonly options: string
}

export const emptyDraft: JobDraft = { script: scriptTemplate, name: '', folder: '', options: '' }

/** Why it cannot be submitted as it stands; null when it can be tried. */
export function draftTrouble(draft: JobDraft): string | null {
  return draft.script.startsWith('#!') ? null : 'The first line of a batch script names its shell: #!/bin/bash'
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

/** The two ways to a script. */
const ways = [
  { value: 'script', label: 'Own script' },
  { value: 'template', label: 'From a template' }
] as const
type Way = (typeof ways)[number]['value']

/** The template's part of the dialog: its draft, and the script that comes of it. */
function useTemplateDraft(site: string, wanted: boolean) {
  const [written, setWritten] = useState(emptyTemplateDraft)
  const { templates, modules, failure } = useTemplates(site, wanted)
  const template = templates.find(({ id }) => id === written.template)
  const filled = template ? filledTemplate(template, written) : null
  const trouble = !filled
    ? 'Choose a template'
    : 'trouble' in filled
      ? filled.trouble
      : template?.lane
        ? `${template.lane.program} submits this script: copy it`
        : null
  const script = filled && 'script' in filled ? filled.script : ''
  const form = (
    <>
      <TemplateForm {...{ templates, template, draft: written, filled, modules }} onChange={setWritten} />
      {filled && <TemplateScript filled={filled} />}
    </>
  )
  return { form, script, trouble, failure, forget: () => setWritten(emptyTemplateDraft) }
}

/** Submits a script, written or made from a template. What was typed stays when it is refused, and when the dialog is closed. */
export function NewJobDialog(props: {
  open: boolean
  site: string
  siteLabel: string
  onSubmitted: (job: Job) => void
  onClose: () => void
}): ReactNode {
  const { open, site, siteLabel, onSubmitted, onClose } = props
  const [draft, setDraft] = useState(emptyDraft)
  const [way, setWay] = useState<Way>('script')
  const made = useTemplateDraft(site, open && way === 'template')
  const { busy, failure, submit } = useSubmit(site, job => {
    setDraft(emptyDraft)
    made.forget()
    onSubmitted(job)
    onClose()
  })
  const set = (change: Partial<JobDraft>): void => setDraft(before => ({ ...before, ...change }))
  const trouble = way === 'script' ? draftTrouble(draft) : made.trouble
  const send = (): void => void submit(way === 'script' ? draft : { ...draft, name: '', script: made.script })
  return (
    <Dialog
      open={open}
      onClose={onClose}
      size='wide'
      title={`New job on ${siteLabel}`}
      onSubmit={() => trouble === null && !busy && send()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind='primary'
            type='submit'
            disabledReason={busy ? 'The scheduler was asked' : (trouble ?? undefined)}
          >
            {busy ? 'Submitting' : 'Submit'}
          </Button>
        </>
      }
    >
      <div className={styles.draft}>
        <div>
          <Segments label='Where the script comes from' value={way} onChange={setWay} options={ways} />
        </div>
        {way === 'template' ? (
          made.form
        ) : (
          <TextArea
            label='Script'
            mono
            rows={11}
            value={draft.script}
            onChange={script => set({ script })}
            error={trouble ?? undefined}
          />
        )}
        <div className={styles.pair}>
          {way === 'script' && (
            <TextField
              label='Name'
              value={draft.name}
              onChange={name => set({ name })}
              placeholder='as in the script'
            />
          )}
          <TextField
            label='Folder it runs in'
            mono
            value={draft.folder}
            onChange={folder => set({ folder })}
            placeholder='your home folder'
          />
        </div>
        <TextArea
          label='Further options of sbatch, one a line'
          mono
          rows={3}
          value={draft.options}
          onChange={options => set({ options })}
          hint='Such as --partition=gpu or --array=0-95%10. They win over the #SBATCH lines of the script.'
        />
        {made.failure && <Note tone='error' what={made.failure.message} />}
        {failure && <Refusal failure={failure} />}
      </div>
    </Dialog>
  )
}

function useSubmit(site: string, done: (job: Job) => void) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const live = useRef(true)
  useEffect(() => {
    live.current = true
    return () => {
      live.current = false
    }
  }, [])
  const submit = async (draft: JobDraft): Promise<void> => {
    setBusy(true)
    setFailure(null)
    const name = draft.name.trim()
    const folder = draft.folder.trim()
    try {
      // Windows' line ends make sbatch refuse a script.
      const script = draft.script.replace(/\r\n?/g, '\n')
      const extra = { ...(name !== '' && { name }), ...(folder !== '' && { workDir: folder }) }
      const job = await client.jobs.submit({ site, script, options: sbatchOptions(draft.options), ...extra })
      if (live.current) done(job)
    } catch (thrown) {
      if (live.current) setFailure(Failure.from(thrown))
    } finally {
      if (live.current) setBusy(false)
    }
  }
  return { busy, failure, submit }
}
