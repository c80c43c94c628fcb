import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { resourcesFileSchema } from '../../../src/contract/resources'
import { formatResources, parseResources } from '../../../src/domain/bookings/resources-file'
import { Failure } from '../../../src/domain/failure'

const docs = (name: string): string => readFileSync(join(import.meta.dirname, '../../../docs', name), 'utf8')
const example = docs('resources.example.json')

function failureOf(text: string): Failure {
  try {
    parseResources(text, 'resources.json')
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown
    throw thrown
  }
  throw new Error('it was read')
}

describe('resources.json', () => {
  it('has a published schema that is the one which is applied', () => {
    expect(JSON.parse(docs('resources.schema.json'))).toEqual(z.toJSONSchema(resourcesFileSchema, { io: 'input' }))
  })

  it('has a published example that can be read, in which every field means something', () => {
    const { file, unknown } = parseResources(example, 'resources.json')
    expect([file.resources.length, unknown]).toEqual([3, []])
    expect(parseResources(formatResources(file), 'resources.json').file).toEqual(file)
  })

  it('with a mistake in its JSON says line and column', () => {
    const text = example.replace('"version": 1,', '"version": 1')
    expect(failureOf(text)).toMatchObject({ code: 'corrupt', message: expect.stringContaining('line 4, column 3') })
  })

  it('that ends in the middle says so, wherever that is', () => {
    const marks = [1, example.length - 2, ...Array.from({ length: 40 }, (_, at) => (at + 1) * 25)]
    for (const at of marks) expect(failureOf(example.slice(0, at))).toMatchObject({ code: 'corrupt' })
    expect(failureOf(example.slice(0, -3)).message).toContain('ends too early')
    expect(failureOf('').message).toContain('line 1, column 1')
  })

  it('with wrong fields names each and what is wanted', () => {
    const text = example.replace('"leastMinutes": 60', '"leastMinutes": "an hour"').replace('"ann"', '"ann smith"')
    const { code, message, hint } = failureOf(text)
    expect(code).toBe('corrupt')
    expect(message).toContain('resources[0].rules.leastMinutes')
    expect(message).toContain('people[1].user: a login name')
    expect(hint).toContain('resources.schema.json')
  })

  it('that contradicts itself is refused', () => {
    const cases: [string, string, string][] = [
      ['"Europe/Berlin"', '"Europe/Atlantis"', 'Europe/Atlantis is no time zone'],
      ['"name": "talos"', '"name": "krios1"', 'two are called krios1'],
      ['["krios1-display"]', '["glacios"]', 'glacios is no other resource'],
      ['"user": "ben"', '"user": "ann"', 'ann stands there twice'],
      ['"leastMinutes": 60', '"leastMinutes": 9999', 'leastMinutes is more than mostMinutes']
    ]
    for (const [from, to, words] of cases) expect(failureOf(example.replace(from, to)).message).toContain(words)
  })

  it('with a misspelt field is read, and the field is named', () => {
    const { unknown } = parseResources(example.replace('"mostAheadDays"', '"mostDaysAhead"'), 'resources.json')
    expect(unknown).toEqual(['resources[0].rules.mostDaysAhead'])
  })

  it('of a newer Farscope is not guessed at', () => {
    expect(failureOf(example.replace('"version": 1', '"version": 2')).code).toBe('unsupported')
  })

  it('may begin with the byte order mark that some editors leave', () => {
    expect(parseResources(`\uFEFF${example}`, 'resources.json').file.timeZone).toBe('Europe/Berlin')
  })
})
