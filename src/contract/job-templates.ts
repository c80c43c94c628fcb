/** Templates of batch scripts: data that becomes a form, and a script once it is filled in. */
import { z } from 'zod'
import { call, siteNameSchema } from './base'

/** A field's or a template's key: what stands before `=` in `--set KEY=VALUE` and inside `{{…}}`. */
const keySchema = z.string().regex(/^[a-z][a-z0-9_]{0,40}$/)

const choiceSchema = z.object({
  value: z.string(),
  label: z.string(),
  /** What the program gets for it; the value itself where unset. */
  passed: z.string().optional()
})

/**
 * One question of a form. `path`: of the site, relative to the job's folder or absolute; slashes at its end are cut.
 * `flag`: `yes` or `no`. Values travel as text; an empty one is none.
 */
export const templateFieldSchema = z.object({
  key: keySchema,
  label: z.string(),
  kind: z.enum(['path', 'text', 'int', 'number', 'choice', 'flag']),
  required: z.boolean().default(false),
  default: z.string().default(''),
  least: z.number().optional(),
  most: z.number().optional(),
  /** The program gets this many times the number: RELION's angular and offset steps count before oversampling. */
  factor: z.number().optional(),
  choices: z.array(choiceSchema).default([]),
  /** A shell reads the value as a command line. */
  shell: z.boolean().default(false),
  /** The default where each task of an array works on one file of its own (contract/processing); empty: the same. */
  ofFile: z.string().default(''),
  /** It is about many files of one run: not asked where each task works on one file of its own. */
  manyFiles: z.boolean().default(false),
  help: z.string().default('')
})
export type TemplateField = z.infer<typeof templateFieldSchema>

/**
 * Arguments that stand or fall together: left out when a field in one of its `{{…}}` is empty (or a resource is 0) and
 * `keepEmpty` is not set, when the field `when` is empty or `no`, or when the flag `unless` is `yes`.
 */
const argumentGroupSchema = z.object({
  args: z.array(z.string()).min(1),
  when: keySchema.optional(),
  unless: keySchema.optional(),
  keepEmpty: z.boolean().default(false)
})

/** What is asked of the scheduler. Null: the line is left out and the cluster decides. */
export const jobResourcesSchema = z.object({
  /** Job name: letters, digits and `._+-`. */
  name: z.string().nullable(),
  partition: z.string().nullable(),
  account: z.string().nullable(),
  /** Processes (MPI ranks). */
  tasks: z.number().int().min(1).max(100_000).nullable(),
  /** Of each process. */
  cpus: z.number().int().min(1).max(10_000).nullable(),
  /** Of each node; 0 is none. */
  gpus: z.number().int().min(0).max(128).nullable(),
  /** Of each node, as sbatch writes it: `8G`. */
  memory: z.string().nullable(),
  /** As sbatch writes it: `2-00:00:00`, `90`. */
  time: z.string().nullable(),
  /** Tasks of an array: `0-95%10`. */
  array: z.string().nullable()
})
export type JobResources = z.infer<typeof jobResourcesSchema>

/** Some of them. No defaults here: a key that is left out must not become null on the wire. */
export const someResourcesSchema = jobResourcesSchema.partial()

export const jobTemplateSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/),
  label: z.string(),
  description: z.string(),
  /** Where the form of the command comes from. */
  source: z.url(),
  fields: z.array(templateFieldSchema),
  /** Paths may hold letters, digits and `_./+@%=:,*?-` alone: the program itself gives them to a shell unquoted. */
  plainPaths: z.boolean().default(false),
  /** Folders that are made before the command; a value may stand in them. */
  folders: z.array(z.string()).default([]),
  /** The program; with more than one task `mpi` is run by the launcher. */
  program: z.object({ alone: z.string(), mpi: z.string().optional() }).optional(),
  command: z.array(argumentGroupSchema).default([]),
  /** Base of the files that get a copy of the output: `run` gives `run.out` and `run.err`, as RELION's own jobs. */
  log: z.string().optional(),
  resources: someResourcesSchema.default({}),
  /** Fewest processes with which the program works. */
  leastTasks: z.number().int().default(1),
  /**
   * Set: the script is for another program that fills in its own marks and submits it, and is never submitted here.
   * These lines stand in it as they are: options of sbatch, then the body.
   */
  lane: z.object({ program: z.string(), options: z.array(z.string()), body: z.array(z.string()) }).optional()
})
export type JobTemplate = z.infer<typeof jobTemplateSchema>

/** A template filled in. `resources` replace the template's own, key by key. */
export const templateRequestSchema = z.object({
  template: z.string().max(100),
  values: z.record(z.string().max(100), z.string().max(32_768)).default({}),
  resources: someResourcesSchema.default({}),
  modules: z.array(z.string().max(500)).max(100).default([]),
  launcher: z.enum(['srun', 'mpirun']).default('srun')
})
export type TemplateRequest = z.infer<typeof templateRequestSchema>

/** Modules of a site. `available` false: there is no `module` command in a login shell there; `message` says so. */
export const moduleListSchema = z.object({
  available: z.boolean(),
  modules: z.array(z.object({ name: z.string(), folder: z.string(), default: z.boolean() })),
  message: z.string()
})
export type ModuleList = z.infer<typeof moduleListSchema>

/** Joined into the calls of contract/jobs. */
export const jobTemplateCalls = {
  templates: call.output(z.array(jobTemplateSchema)),
  /** `usage` names the field that is missing, unknown or wrong. `submit` false: the script is not for sbatch. */
  renderTemplate: call
    .input(templateRequestSchema)
    .output(z.object({ script: z.string(), submit: z.boolean(), note: z.string() })),
  modules: call.input(z.object({ site: siteNameSchema })).output(moduleListSchema)
}
