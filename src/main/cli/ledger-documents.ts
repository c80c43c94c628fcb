/** What the commands of the ledger print under --json. */
import {
  ledgerCopySchema,
  ledgerFileSchema,
  ledgerSummarySchema,
  releasedFileSchema,
  releasePlanSchema,
  releaseSchema,
  verifyCountsSchema
} from '@contract/ledger'
import { z } from 'zod'

const exact = z.string().optional().describe('the exact bytes of its path, where they are not UTF-8')
const printedCopySchema = ledgerCopySchema
  .omit({ place: true })
  .extend({ copy: z.string().describe('SITE:PATH, s3:BUCKET/KEY or a path of this computer'), copyBase64: exact })
export const printedFileSchema = ledgerFileSchema.omit({ source: true, copies: true }).extend({
  source: z.string().describe('SITE:PATH, s3:BUCKET/KEY or a path of this computer'),
  sourceBase64: exact,
  copies: z.array(printedCopySchema)
})
export type PrintedFile = z.infer<typeof printedFileSchema>

/** By the words of the command. */
export const ledgerDocuments: Readonly<Record<string, z.ZodType>> = {
  'ledger show': z.object({ summary: ledgerSummarySchema, files: z.array(printedFileSchema) }),
  'ledger add': z.object({ files: z.number().int(), copies: z.number().int() }),
  'ledger verify': verifyCountsSchema,
  'ledger release': z.union([releaseSchema, releasePlanSchema.describe('with --dry-run')]),
  'ledger releases': z.union([z.array(releaseSchema), z.array(releasedFileSchema).describe('with an ID')]),
  'ledger report': z.object({ files: z.array(z.string()).describe('what was written') })
}
