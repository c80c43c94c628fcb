/** What each command prints under --json, as zod schemas: `farscope schema` and docs/cli-json.md come from here. */
import { demoSchema, statusSchema } from '@contract/app'
import { cockpitSchema } from '@contract/cockpit'
import {
  displayKindSchema,
  displayPersonSchema,
  displaySchema,
  displayShareSchema,
  launchSchema,
  preflightStepSchema
} from '@contract/display'
import { failureSchema } from '@contract/errors'
import { entrySchema } from '@contract/files'
import { classImagesSchema, jobProgressSchema } from '@contract/job-progress'
import { jobTemplateSchema, moduleListSchema } from '@contract/job-templates'
import { jobUsageSchema, nodeGpusSchema } from '@contract/job-usage'
import { jobSchema, tailEventSchema } from '@contract/jobs'
import { actResultSchema } from '@contract/jobs-acts'
import { clusterSchema } from '@contract/jobs-cluster'
import { jobNoticeSchema, jobWeekSchema, pastJobSchema, submissionSchema } from '@contract/jobs-history'
import { efficiencySchema, explanationSchema } from '@contract/jobs-insight'
import {
  montageSchema,
  previewImageSchema,
  previewNothingSchema,
  previewPictureSchema,
  previewSchema,
  previewTablesSchema,
  previewTextSchema
} from '@contract/previews'
import { processedFileSchema, processingRuleSchema } from '@contract/processing'
import { bookingNoticeSchema, sessionSchema } from '@contract/sessions'
import { siteCheckSchema, siteViewSchema, trustedKeySchema } from '@contract/sites'
import {
  comparisonCountsSchema,
  differenceSchema,
  failedFileSchema,
  transferResultSchema,
  transferSchema
} from '@contract/transfers'
import { tunnelViewSchema } from '@contract/tunnels'
import { watchedFileSchema, watchSchema } from '@contract/watch'
import { z } from 'zod'
import { bookingDocuments } from './booking-documents'
import { cloudDocuments } from './cloud-documents'
import { ledgerDocuments } from './ledger-documents'
import { planDocuments } from './plan-documents'

const writtenClassesSchema = classImagesSchema.extend({
  images: z.array(classImagesSchema.shape.images.element.omit({ png: true })),
  files: z.array(z.string()).describe('what was written')
})

const exactPath = { pathBase64: z.string().optional().describe('the exact bytes, where they are not UTF-8') }

const listedFileSchema = entrySchema
  .omit({ linkType: true })
  .extend({ nameBase64: z.string().optional().describe('the exact bytes of the name, where they are not UTF-8') })
export type ListedFile = z.infer<typeof listedFileSchema>

const shownFailuresSchema = z.array(failedFileSchema.extend(exactPath))
const copyResultSchema = transferResultSchema.omit({ deleted: true }).extend({ failed: shownFailuresSchema })
export type CopyResult = z.infer<typeof copyResultSchema>

const syncResultSchema = copyResultSchema.extend({
  deleted: z.number().int().describe('files, folders and links deleted at the destination')
})
const dryRunSchema = z.object({
  counts: comparisonCountsSchema.extend({ failed: shownFailuresSchema }),
  differences: z.array(differenceSchema.extend(exactPath))
})
export type DryRun = z.infer<typeof dryRunSchema>

const shownTransferSchema = transferSchema.extend({ failed: shownFailuresSchema })
export type ShownTransfer = z.infer<typeof shownTransferSchema>

const statusDocumentSchema = statusSchema.extend({ engine: statusSchema.shape.engine.nullable() })
export type StatusDocument = z.infer<typeof statusDocumentSchema>

/** What does not apply is left out. */
const launchDocumentSchema = launchSchema.omit({ display: true, url: true, file: true, channel: true }).extend({
  url: z.string().optional().describe('to be opened once, within a minute'),
  file: z.string().optional().describe('a connection file without secrets')
})
export type LaunchDocument = z.infer<typeof launchDocumentSchema>

const checkDocumentSchema = z.object({
  site: z.string(),
  checks: z.array(z.object({ kind: displayKindSchema, steps: z.array(preflightStepSchema) }))
})
export type CheckDocument = z.infer<typeof checkDocumentSchema>

const sharedDocumentSchema = z.object({ shared: z.string(), people: z.array(displayShareSchema) })
export type SharedDocument = z.infer<typeof sharedDocumentSchema>

const thumbnailDocumentSchema = z.object({
  file: z.string().describe('what was written'),
  takenAt: z.string().describe('when the picture was taken')
})
export type ThumbnailDocument = z.infer<typeof thumbnailDocumentSchema>

const writtenPicture = { file: z.string().optional().describe('what was written, with --png') }
const previewDocumentSchema = previewSchema.extend({
  ...writtenPicture,
  content: z.discriminatedUnion('type', [
    previewPictureSchema.omit({ png: true }),
    previewImageSchema.omit({ base64: true }),
    previewTextSchema,
    previewTablesSchema,
    previewNothingSchema
  ])
})
export type PreviewDocument = z.infer<typeof previewDocumentSchema>

const montageDocumentSchema = montageSchema.extend({
  ...writtenPicture,
  pictures: z.array(montageSchema.shape.pictures.element.omit({ png: true }))
})

const removeResultSchema = z.object({
  removed: z.number().int(),
  failed: z.array(z.object({ path: z.string(), ...exactPath, code: z.string(), message: z.string() }))
})

const execSchema = z.object({
  stdout: z.string(),
  stdoutBase64: z.string().optional().describe('the exact bytes, where they are not UTF-8'),
  stderr: z.string(),
  stderrBase64: z.string().optional().describe('the exact bytes, where they are not UTF-8'),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable()
})

const cancelSchema = z.object({
  cancelled: z.array(z.string()),
  failed: z.array(z.object({ id: z.string(), message: z.string() }))
})

/** What may differ after an act on a session; `session now` has all of it. */
const changedSessionSchema = sessionSchema.omit({ resource: true, people: true, names: true, before: true, next: true })
export type ChangedSession = z.infer<typeof changedSessionSchema>

/** The error object on standard error. */
export const errorObjectSchema = failureSchema.omit({ detail: true })

/** By the words of the command. */
export const documents: Readonly<Record<string, z.ZodType>> = {
  'site add': siteViewSchema,
  'site host add': siteViewSchema,
  'site host remove': siteViewSchema,
  'site calendar': siteViewSchema,
  'site list': z.array(siteViewSchema),
  'site show': siteViewSchema,
  'site remove': z.object({ removed: z.string() }),
  'site import': z.array(siteViewSchema),
  'site check': siteCheckSchema,
  'site trust': z.array(trustedKeySchema),
  ls: z.array(listedFileSchema),
  get: copyResultSchema,
  put: copyResultSchema,
  copy: copyResultSchema.extend({ route: transferSchema.shape.route.optional() }),
  sync: z.union([syncResultSchema, dryRunSchema.describe('with --dry-run')]),
  'transfer list': z.array(shownTransferSchema),
  'transfer pause': z.array(shownTransferSchema),
  'transfer resume': z.array(shownTransferSchema),
  'transfer cancel': z.array(shownTransferSchema),
  'transfer retry': z.array(shownTransferSchema),
  'watch add': watchSchema,
  'watch list': z.array(watchSchema),
  'watch status': z.union([
    watchSchema.describe('of one; with --follow one object a line'),
    z.array(watchSchema).describe('without a NAME')
  ]),
  'watch files': z.array(watchedFileSchema),
  'watch pause': watchSchema,
  'watch resume': watchSchema,
  'watch remove': z.object({ removed: z.string() }),
  'watch process add': processingRuleSchema,
  'watch process list': z.array(processingRuleSchema),
  'watch process status': processingRuleSchema,
  'watch process files': z.array(processedFileSchema),
  'watch process change': processingRuleSchema,
  'watch process pause': processingRuleSchema,
  'watch process resume': processingRuleSchema,
  'watch process retry': processingRuleSchema,
  'watch process remove': z.object({ removed: z.string() }),
  rm: removeResultSchema,
  mkdir: z.array(z.object({ path: z.string() })),
  preview: z.union([previewDocumentSchema, montageDocumentSchema.describe('with --newest')]),
  exec: execSchema,
  shell: execSchema.describe('with -T'),
  forward: tunnelViewSchema.describe('one object a line: each tunnel, and again when its state changes'),
  'display list': z.array(displaySchema),
  'display create': displaySchema,
  'display open': launchDocumentSchema,
  'display people': z.array(displayPersonSchema),
  'display share': sharedDocumentSchema,
  'display thumbnail': thumbnailDocumentSchema,
  'display close': z.object({ closed: z.string() }),
  'display check': checkDocumentSchema,
  'tunnel list': z.array(tunnelViewSchema),
  'tunnel add': tunnelViewSchema,
  'tunnel remove': z.object({ removed: z.string() }),
  'tunnel start': tunnelViewSchema,
  'tunnel stop': z.object({ stopped: z.string() }),
  jobs: z.array(jobSchema),
  cluster: clusterSchema,
  'job show': jobSchema,
  'job submit': z.union([jobSchema, z.object({ template: z.string(), script: z.string() }).describe('with --dry-run')]),
  'job progress': jobProgressSchema,
  'job classes': z.union([classImagesSchema, writtenClassesSchema.describe('with --png')]),
  'job usage': jobUsageSchema.describe('with --follow one object a line'),
  'job gpus': z.object({ nodes: z.array(nodeGpusSchema), asOf: z.string() }),
  'job templates': z.array(jobTemplateSchema),
  'job modules': moduleListSchema,
  'job cancel': cancelSchema,
  'job hold': actResultSchema,
  'job release': actResultSchema,
  'job requeue': actResultSchema,
  'job update': actResultSchema,
  'job explain': explanationSchema,
  'job efficiency': efficiencySchema,
  'job wait': jobSchema,
  'job tail': z.union([z.object({ path: z.string(), text: z.string() }), tailEventSchema]),
  'job history': z.union([z.array(pastJobSchema), z.array(jobWeekSchema).describe('with --weeks')]),
  'job notices': z.union([z.array(jobNoticeSchema), jobNoticeSchema.describe('with --follow, one object a line')]),
  'job submission': submissionSchema,
  ...bookingDocuments,
  ...cloudDocuments,
  'session now': z.array(cockpitSchema),
  'session start': changedSessionSchema,
  'session extend': changedSessionSchema,
  'session end': changedSessionSchema,
  'session hand-over': changedSessionSchema,
  'session ask-control': changedSessionSchema,
  'session refuse-control': changedSessionSchema,
  'session no-show': changedSessionSchema,
  'session notices': z.union([
    z.array(bookingNoticeSchema),
    bookingNoticeSchema.describe('with --follow, one object a line')
  ]),
  'session undo': changedSessionSchema,
  ...planDocuments,
  ...ledgerDocuments,
  open: z.object({ message: z.string() }),
  serve: z.object({ url: z.string(), port: z.number().int(), pid: z.number().int() }),
  demo: demoSchema.extend({ ready: z.literal(true) }),
  status: statusDocumentSchema,
  schema: z.array(z.string())
}
