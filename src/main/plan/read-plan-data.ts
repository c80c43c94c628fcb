/** Reads the planner's tables that come with the program. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '@domain/failure'
import {
  type PlanData,
  pricesDocumentSchema,
  queuesDocumentSchema,
  sourcesDocumentSchema,
  stepsDocumentSchema,
  storageDocumentSchema,
  transferDocumentSchema
} from '@domain/plan/plan-data'
import type { z } from 'zod'

/** All tables of a folder. Fails with `internal` on one that is missing or damaged, naming it. */
export async function readPlanData(folder: string): Promise<PlanData> {
  const read = <Schema extends z.ZodType>(name: string, schema: Schema): Promise<z.output<Schema>> =>
    readTable(folder, name, schema)
  const [sources, steps, queues, storage, transfer, prices] = await Promise.all([
    read('sources.json', sourcesDocumentSchema),
    read('cianfrocco-2017.json', stepsDocumentSchema),
    read('weka-2023.json', queuesDocumentSchema),
    read('storage.json', storageDocumentSchema),
    read('transfer.json', transferDocumentSchema),
    read('ec2-prices.json', pricesDocumentSchema)
  ])
  return { sources, steps, queues, storage, transfer, prices }
}

async function readTable<Schema extends z.ZodType>(
  folder: string,
  name: string,
  schema: Schema
): Promise<z.output<Schema>> {
  const file = join(folder, name)
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (thrown) {
    throw new Failure('internal', `The planner’s table ${file} is missing or damaged.`, {
      hint: 'Install Farscope anew.',
      cause: thrown
    })
  }
}
