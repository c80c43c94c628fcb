/** The templates that come with the program, read once, and the modules of a site. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type JobTemplate, jobTemplateSchema, type ModuleList, type TemplateRequest } from '@contract/job-templates'
import { Failure } from '@domain/failure'
import { readModules } from '@domain/jobs/module-list'
import { renderTemplate } from '@domain/jobs/templates'
import { programFolder } from '../program'
import type { SiteAccess } from '../site-access'

/** See contract/job-templates for what each gives and how it fails. */
export interface JobTemplates {
  list(): Promise<JobTemplate[]>
  render(request: TemplateRequest): Promise<{ script: string; submit: boolean; note: string }>
  modules(site: string, signal: AbortSignal | undefined): Promise<ModuleList>
}

/** All templates of a folder, by name of their file. Fails with `internal` on one that is none. */
export async function readTemplates(folder: string): Promise<JobTemplate[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.json')).sort()
  return Promise.all(
    names.map(async name => {
      const read = jobTemplateSchema.safeParse(JSON.parse(await readFile(join(folder, name), 'utf8')))
      if (read.success) return read.data
      throw new Failure('internal', `The template ${name} is damaged.`, {
        hint: 'Install Farscope anew.',
        cause: read.error
      })
    })
  )
}

/** What `modules` runs: bash as a login shell, like the scripts of the templates, in a terse list without a pager. */
const moduleScript = `command -v bash >/dev/null 2>&1 || exit 0
limit=
command -v timeout >/dev/null 2>&1 && limit='timeout 30'
MODULES_PAGER= LMOD_PAGER=none LC_ALL=C $limit bash -lc '
printf "%s\\n" "$1"
command -v module >/dev/null 2>&1 || exit 0
module -t avail 2>&1
printf "%s\\n" "$1"' modules "$1" </dev/null 2>/dev/null`

export function createJobTemplates(
  access: SiteAccess,
  folder: () => string = () => join(programFolder(), 'resources', 'job-templates')
): JobTemplates {
  let known: Promise<JobTemplate[]> | undefined
  const list = (): Promise<JobTemplate[]> => {
    known ??= readTemplates(folder()).catch(thrown => {
      known = undefined
      throw thrown
    })
    return known
  }
  return {
    list,
    async render(request) {
      const templates = await list()
      const template = templates.find(({ id }) => id === request.template)
      if (!template)
        throw new Failure('usage', `There is no template "${request.template.toWellFormed()}".`, {
          hint: `The templates are ${templates.map(({ id }) => id).join(', ')}.`
        })
      const script = renderTemplate(template, request)
      const { lane } = template
      return { script, submit: lane === undefined, note: lane ? template.description : '' }
    },
    async modules(site, signal) {
      const connection = await access.connection(site, { role: 'login' }, signal)
      const mark = '=== modules of this site ==='
      const { stdout } = await connection.run(moduleScript, { args: [mark], signal, timeoutMs: 60_000 })
      // What the login shell's own start-up prints stands before the first mark.
      const [, said, end] = stdout.toString('utf8').split(`${mark}\n`)
      if (said === undefined || end === undefined)
        return { available: false, modules: [], message: `${site} has no module command in a login shell.` }
      return { available: true, modules: readModules(said), message: '' }
    }
  }
}
