/** What the commands of the calendar print under --json. */
import { bookingSchema, logEntrySchema, overrunSchema, storeProblemSchema, waiterSchema } from '@contract/booking'
import { bookingPlanSchema, importResultSchema, resourcesViewSchema, usageRowSchema } from '@contract/bookings'
import { resourceSchema } from '@contract/resources'
import { z } from 'zod'

const printedSchema = bookingSchema.extend({
  also: z.array(bookingSchema).optional().describe('linked resources, and the others of a series')
})
const planned = z.union([printedSchema, bookingPlanSchema.describe('with --dry-run')])

/** By the words of the command. */
export const bookingDocuments: Readonly<Record<string, z.ZodType>> = {
  'resources init': resourcesViewSchema,
  'resources list': z.array(resourceSchema),
  'resources check': z.array(storeProblemSchema),
  'book list': z.array(bookingSchema),
  'book show': bookingSchema,
  'book export': z.object({ text: z.string() }),
  'book import': importResultSchema,
  'book report': z.array(usageRowSchema),
  'book log': z.array(logEntrySchema),
  'book add': planned,
  'book move': planned,
  'book edit': planned,
  'book cancel': printedSchema,
  'book approve': printedSchema,
  'book wait': waiterSchema,
  'book unwait': z.object({ left: z.string() }),
  'book ask': overrunSchema,
  'book answer': overrunSchema
}
