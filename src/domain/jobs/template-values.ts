/** Values of a template's form, checked against what each field may hold. */
import type { JobTemplate, TemplateField } from '@contract/job-templates'
import { Failure } from '../failure'

/** Control characters (C0, DEL, C1) and Unicode's line ends: none of them may begin another line of a script. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/

function wrong(label: string, key: string, why: string, hint = ''): Failure {
  return new Failure('usage', `${key} (${label}) ${why}.`, { hint })
}

/** Fails with `usage` when the text could add a line to a script; `key` is named. */
export function refuseControl(key: string, label: string, text: string): void {
  if (control.test(text)) throw wrong(label, key, 'holds a line break or another control character')
  if (!text.isWellFormed()) throw wrong(label, key, 'holds bytes that are not UTF-8, which a script cannot carry')
}

function checkedNumber(field: TemplateField, text: string): string {
  const { key, label, kind, least, most, factor } = field
  const form = kind === 'int' ? /^[+-]?\d{1,12}$/ : /^[+-]?(\d{1,12}(\.\d{0,12})?|\.\d{1,12})$/
  const range =
    least !== undefined && most !== undefined
      ? `from ${least} to ${most}`
      : least !== undefined
        ? `of at least ${least}`
        : most !== undefined
          ? `of at most ${most}`
          : ''
  const hint = `It is a ${kind === 'int' ? 'whole number' : 'number'}${range && ` ${range}`}.`
  const value = Number(text)
  if (!form.test(text)) throw wrong(label, key, `cannot be "${text}"`, hint)
  if ((least !== undefined && value < least) || (most !== undefined && value > most))
    throw wrong(label, key, `cannot be ${text}`, hint)
  return String(factor === undefined ? value : Number((value * factor).toPrecision(12)))
}

/** RELION runs `mkdir -p`, `mv` and more through system(3) with the names as they are (seen in 3.1.3). */
const plainPath = /^[\p{L}\p{M}\p{N}_./+@%=:,*?-]+$/u
const plainHint = 'Letters, digits and _./+@%=:,*?- are safe. Give the project a link without spaces.'

/** A field's value as the program gets it; the empty text where it has none. `usage` names the field. */
export function checkedValue(field: TemplateField, given: string | undefined, plainPaths = false): string {
  const { key, label, kind, required, choices } = field
  const trimmed = kind === 'text' ? (given ?? field.default) : (given ?? field.default).trim()
  refuseControl(key, label, trimmed)
  if (trimmed === '') {
    if (required) throw wrong(label, key, 'is missing', field.help)
    return ''
  }
  switch (kind) {
    case 'int':
    case 'number':
      return checkedNumber(field, trimmed)
    case 'flag':
      if (trimmed !== 'yes' && trimmed !== 'no') throw wrong(label, key, `cannot be "${trimmed}"`, 'It is yes or no.')
      return trimmed
    case 'choice': {
      const choice = choices.find(one => one.value === trimmed)
      if (choice) return choice.passed ?? choice.value
      throw wrong(label, key, `cannot be "${trimmed}"`, `It is one of ${choices.map(one => one.value).join(', ')}.`)
    }
    case 'path':
      // A program would take it for an option.
      if (trimmed.startsWith('-'))
        throw wrong(label, key, 'begins with a dash', `Write ./${trimmed} for a file of that name.`)
      if (plainPaths && !plainPath.test(trimmed))
        throw wrong(label, key, 'holds a space or a sign that the program would give to a shell', plainHint)
      return trimmed.replace(/(?<=[^/])\/+$/, '')
    case 'text':
      return trimmed
  }
}

/** All values by key, checked. A key that the template does not have is `usage`. */
export function checkedValues(template: JobTemplate, values: Readonly<Record<string, string>>): Map<string, string> {
  const known = new Set(template.fields.map(field => field.key))
  for (const key of Object.keys(values))
    if (!known.has(key))
      throw new Failure('usage', `The template ${template.id} has no field "${key.toWellFormed()}".`, {
        hint: `Its fields are ${[...known].join(', ')}.`
      })
  return new Map(
    template.fields.map(field => [
      field.key,
      checkedValue(field, Object.hasOwn(values, field.key) ? values[field.key] : undefined, template.plainPaths)
    ])
  )
}
