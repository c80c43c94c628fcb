import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands } from '../../../src/main/cli/catalogue/commands'
import { documents } from '../../../src/main/cli/schema-documents'
import { renderSchemaPage } from '../../../src/main/cli/schema-page'

describe('docs/cli-json.md', () => {
  it('is what the schemas say (renew it with vitest -u)', async () => {
    await expect(renderSchemaPage()).toMatchFileSnapshot(resolve(import.meta.dirname, '../../../docs/cli-json.md'))
  })

  it('has a document for every command', () => {
    expect(Object.keys(documents).toSorted()).toEqual(commands.map(command => command.words.join(' ')).toSorted())
  })
})
