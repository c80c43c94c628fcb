/** XML as EC2's query protocol writes it: lists are elements `item` inside the element of their name. */

export type XmlValue = string | number | boolean | Date | undefined | readonly XmlValue[] | XmlFields
export interface XmlFields {
  readonly [name: string]: XmlValue
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;'
}
/** What XML 1.0 cannot hold at all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

const escaped = (text: string): string =>
  text.replace(unwritable, '\ufffd').replace(/[&<>"']/g, character => escapes[character] ?? character)

/** The inside of an element. Times are ISO 8601 in UTC with milliseconds; undefined fields are left out. */
function inside(value: XmlValue): string {
  if (value === undefined) return ''
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(item => `<item>${inside(item)}</item>`).join('')
  if (typeof value !== 'object') return escaped(String(value))
  return Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([name, field]) => `<${name}>${inside(field)}</${name}>`)
    .join('')
}

/** A whole document. */
export function xmlDocument(name: string, namespace: string | undefined, fields: XmlFields): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${namespace}"`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}${attribute}>${inside(fields)}</${name}>`
}
