/** `farscope schema [COMMAND]`. */
import { Failure } from '@domain/failure'
import type { CommandRun } from '../command'
import { documents } from '../schema-documents'
import { jsonSchemaOf } from '../schema-page'

export const printSchema: CommandRun = async ({ args, out }) => {
  const name = args.positionals.join(' ')
  if (name === '') {
    const names = Object.keys(documents)
    await out.result(names, () => names.map(one => `${one}\n`).join(''))
    return 0
  }
  const schema = Object.hasOwn(documents, name) ? documents[name] : undefined
  if (!schema)
    throw new Failure('usage', `There is no command "${name}" with a JSON document.`, {
      hint: 'farscope schema lists them.'
    })
  const document = jsonSchemaOf(schema)
  await out.result(document, () => `${JSON.stringify(document, null, 2)}\n`)
  return 0
}
