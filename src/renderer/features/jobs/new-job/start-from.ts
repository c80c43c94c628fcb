/** What the new-job dialog begins with, and what it becomes when it begins from an earlier job. Pure. */
import type { Job } from '@contract/jobs'
import type { PastJob, Submission } from '@contract/jobs-history'
import { isResource } from '@domain/jobs/templates'
import { isOver } from '../job-state'
import { scriptTemplate } from '../sbatch-options'
import { emptyTemplateDraft, type TemplateDraft } from '../template-draft'

/** The two ways to a script. */
export type Way = 'script' | 'template'

/** Everything that is written in the dialog. It stays when the dialog is closed. */
export interface JobDraft {
  readonly way: Way
  readonly script: string
  readonly name: string
  readonly folder: string
  readonly options: string
  readonly template: TemplateDraft
}

export const emptyDraft: JobDraft = {
  ...{ way: 'script', script: scriptTemplate, name: '', folder: '', options: '' },
  template: emptyTemplateDraft
}

/** A job that the next one may begin from, as it stands in the list of them. */
export interface EarlierChoice {
  readonly job: Pick<Job, 'id' | 'arrayId' | 'name' | 'workDir'>
  /** Whether it waits or runs. */
  readonly lives: boolean
  /** When it ended or, while it lives, was submitted; null where unknown. */
  readonly at: string | null
}

/**
 * The user's jobs that live, the newest first, and then those that ended; at most so many. A job that has just ended may
 * be in both lists: it stands where the newer one, the queue, has it.
 */
export function earlierChoices(
  queue: Iterable<Job>,
  past: readonly PastJob[],
  typed: string,
  most: number
): readonly EarlierChoice[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const says = ({ id, name, workDir }: Job): boolean =>
    words.every(word => `${id}\n${name}\n${workDir ?? ''}`.toLowerCase().includes(word))
  const live = [...queue]
    // The parts of a heterogeneous job have one script, that of the first.
    .filter(job => !isOver(job) && !/\+[1-9]/.test(job.id) && says(job))
    .sort((a, b) => Number.parseInt(b.id, 10) - Number.parseInt(a.id, 10))
    .map(job => ({ job, lives: true, at: job.submitTime }))
  const known = new Set(live.map(({ job }) => job.id))
  const ended = past.filter(({ id }) => !known.has(id)).map(job => ({ job, lives: false, at: job.endTime }))
  return [...live, ...ended].slice(0, most)
}

/** The key that remembered modules stand under: no field of a template is called so. */
const modulesKey = 'modules'

/** What a template was filled in with, to be remembered with the job. */
export function rememberedValues({ values, resources, modules }: TemplateDraft): Record<string, string> {
  return { ...values, ...resources, ...(modules.trim() !== '' && { [modulesKey]: modules.trim() }) }
}

/** The form as it was when the job was submitted. */
function remembered(template: string, values: Readonly<Record<string, string>>): TemplateDraft {
  const entries = Object.entries(values).filter(([key]) => key !== modulesKey)
  return {
    template,
    values: Object.fromEntries(entries.filter(([key]) => !isResource(key))),
    resources: Object.fromEntries(entries.filter(([key]) => isResource(key))),
    modules: values[modulesKey] ?? ''
  }
}

/** The dialog as it was when the job was submitted from here; `known`: templates of this build. */
export function draftOfSubmission(job: Submission, known: ReadonlySet<string>): JobDraft {
  const { template, values, script, name, workDir, options } = job
  const base = { ...emptyDraft, script, name: name ?? '', folder: workDir ?? '', options: options.join('\n') }
  // A template that is gone since leaves its script.
  if (template === null || !known.has(template)) return base
  return { ...base, way: 'template', script: scriptTemplate, template: remembered(template, values) }
}

/** Paid for by an account, where the script or the form of the template does not name another. */
export function withAccount(draft: JobDraft, account: string): JobDraft {
  const resources = { account, ...draft.template.resources }
  const own = draft.way === 'template' || draft.options !== '' || /^#SBATCH\s+(--account[=\s]|-A)/m.test(draft.script)
  return {
    ...draft,
    template: { ...draft.template, resources },
    ...(!own && { options: `--account=${account}` })
  }
}

/** The dialog with the script of a job that was submitted elsewhere: its options are in the script or unknown. */
export function draftOfScript(job: Pick<Job, 'name' | 'workDir'>, script: string): JobDraft {
  const named = /^#SBATCH\s+(--job-name|-J)/m.test(script)
  return { ...emptyDraft, script, name: named ? '' : job.name, folder: job.workDir ?? '' }
}

/**
 * The script with a line that loads a module, after what is loaded already, else after the `#SBATCH` head. `module` is
 * there in a login shell only, so bash becomes one.
 */
export function withModule(script: string, name: string): string {
  const lines = script.replace(/^#!\/bin\/bash[ \t]*$/m, '#!/bin/bash -l').split('\n')
  const line = `module load ${name}`
  if (lines.includes(line)) return script
  const loads = lines.findLastIndex(text => /^\s*module\s+load\s/.test(text))
  const head = lines.findLastIndex(text => text.startsWith('#SBATCH'))
  const after = Math.max(loads, head, 0)
  const gap = loads < 0 && head >= 0 ? ['', line] : [line]
  return [...lines.slice(0, after + 1), ...gap, ...lines.slice(after + 1)].join('\n')
}
