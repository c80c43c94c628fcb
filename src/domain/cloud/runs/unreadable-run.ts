/** A run whose record on this computer cannot be read: nobody watches it here, and its machine may still cost. */
import { z } from 'zod'

/** What could be made out of it all the same. */
export interface UnreadableRun {
  readonly id: string
  /** Of the store. */
  readonly file: string
  readonly name: string | null
  readonly instance: string | null
  /** ISO 8601; when its machine ends itself. */
  readonly deadline: string | null
}

const text = z.string().min(1).nullable().catch(null)
const askedSchema = z.object({ name: text })
const recordSchema = z.object({
  run: z.object({ deadline: text, machine: z.object({ instance: text }).nullable().catch(null) })
})

const read = <T>(schema: z.ZodType<T>, json: unknown): T | null => {
  try {
    return schema.safeParse(JSON.parse(String(json))).data ?? null
  } catch {
    return null
  }
}

/** Of a row of the store, whatever stands in it. */
export function unreadableRun(file: string, row: { id: unknown; asked: unknown; record: unknown }): UnreadableRun {
  const run = read(recordSchema, row.record)?.run
  return {
    ...{ id: String(row.id), file, name: read(askedSchema, row.asked)?.name ?? null },
    ...{ instance: run?.machine?.instance ?? null, deadline: run?.deadline ?? null }
  }
}

/** Told once for each. */
export function unreadableNews({ id, file, name, instance, deadline }: UnreadableRun) {
  const machine = instance === null ? 'A machine of it' : `Its machine ${instance}`
  const end = deadline === null ? 'until its own end' : `until it ends itself, at ${deadline} as far as is known`
  return {
    keys: [JSON.stringify(['unreadable', id])],
    title: `The run ${name ?? id} cannot be read`,
    text: `Its record ${id} in ${file} is damaged, so nobody watches it here. ${machine} may still run, and cost, ${end}. farscope cloud list shows what carries its id; end it in the AWS console.`
  }
}
