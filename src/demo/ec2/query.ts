/** The form of a request: `Filter.1.Name=tag:x&Filter.1.Value.1=y`. */
import { invalidValue, missing } from './call-error'

// A type, for an interface is no field of an answer (it could be extended).
export type Tag = {
  readonly key: string
  readonly value: string
}

export interface Filter {
  readonly name: string
  readonly values: readonly string[]
}

export class Query {
  constructor(private readonly fields: ReadonlyMap<string, string>) {}

  static parse(body: string): Query {
    return new Query(new Map(new URLSearchParams(body)))
  }

  text(name: string): string | undefined {
    return this.fields.get(name)
  }

  need(name: string): string {
    const value = this.fields.get(name)
    if (value === undefined || value === '') throw missing(name)
    return value
  }

  flag(name: string): boolean | undefined {
    const value = this.fields.get(name)
    return value === undefined ? undefined : value === 'true'
  }

  whole(name: string): number | undefined {
    const value = this.fields.get(name)
    if (value === undefined) return undefined
    if (!/^-?\d{1,9}$/.test(value)) throw invalidValue(`Value (${value}) for parameter ${name} is invalid.`)
    return Number(value)
  }

  /** `NAME.1`, `NAME.2`, …, in their order. */
  list(name: string): string[] {
    return this.numbers(name).flatMap(number => this.fields.get(`${name}.${number}`) ?? [])
  }

  /** What begins with `NAME.`. */
  part(name: string): Query {
    const start = `${name}.`
    const fields = [...this.fields].filter(([key]) => key.startsWith(start))
    return new Query(new Map(fields.map(([key, value]) => [key.slice(start.length), value])))
  }

  /** What begins with `NAME.1.`, with `NAME.2.`, …, in their order. */
  parts(name: string): Query[] {
    return this.numbers(name).map(number => this.part(`${name}.${number}`))
  }

  get empty(): boolean {
    return this.fields.size === 0
  }

  filters(): Filter[] {
    return this.parts('Filter').map(filter => ({ name: filter.need('Name'), values: filter.list('Value') }))
  }

  /** Of `Tag.N`. Limits: EC2 user guide, "Tag restrictions". */
  tags(): Tag[] {
    return this.parts('Tag').map(tag => {
      const key = tag.need('Key')
      const value = tag.text('Value') ?? ''
      if (key.length > 128 || value.length > 256) throw invalidValue(`Tag ${key.slice(0, 128)} is too long.`)
      if (/^aws:/i.test(key))
        throw invalidValue(`Value ( ${key} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved`)
      return { key, value }
    })
  }

  /** Of `TagSpecification.N`: those of one kind of resource. */
  tagsFor(resource: string): Tag[] {
    return this.parts('TagSpecification')
      .filter(one => one.text('ResourceType') === resource)
      .flatMap(one => one.tags())
  }

  /** The same for requests that ask for the same, whatever their token and whether they are in earnest. */
  canonical(): string {
    const own = [...this.fields].filter(([key]) => key !== 'ClientToken' && key !== 'DryRun')
    return JSON.stringify(own.sort(([one], [other]) => (one < other ? -1 : 1)))
  }

  private numbers(name: string): number[] {
    const start = `${name}.`
    const found = new Set<number>()
    for (const key of this.fields.keys()) {
      const number = key.startsWith(start) ? Number.parseInt(key.slice(start.length), 10) : Number.NaN
      if (number > 0) found.add(number)
    }
    return [...found].sort((one, other) => one - other)
  }
}
