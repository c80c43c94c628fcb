/** Where a pane looks: this computer or a site. */
import type { Place } from '@contract/files'

/** A computer whose files can be shown. */
export type Where = { readonly kind: 'local' } | { readonly kind: 'site'; readonly site: string }

/** The name under which the person knows a computer: its label, else its name. */
export type WhereName = (where: Where | null) => string

/** A path there, as the contract wants it. */
export function placeAt(where: Where, path: string): Place {
  return where.kind === 'local' ? { kind: 'local', path } : { kind: 'site', site: where.site, path }
}

/** Whether both are the same computer as far as Farscope knows. */
export function sameWhere(a: Where | null, b: Where | null): boolean {
  if (a === null || b === null) return a === b
  return a.kind === 'site' ? b.kind === 'site' && a.site === b.site : b.kind === 'local'
}
