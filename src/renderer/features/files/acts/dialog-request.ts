/** Which dialog the room shows, and about what. */
import type { Entry } from '@contract/files'
import type { Pane } from '../pane/pane'
import type { Where } from '../where'

/** A folder of a place, with the pane that shows it. */
export interface DialogFolder {
  readonly pane: Pane
  readonly where: Where
  readonly folder: string
}

/** Entries of that folder an act is about. */
export interface DialogTarget extends DialogFolder {
  readonly entries: readonly [Entry, ...Entry[]]
}

/** Acts on entries that ask first. */
export type EntryAct = 'rename' | 'remove' | 'mode' | 'properties'

/** An open dialog. */
export type DialogRequest =
  | { readonly kind: 'new-folder'; readonly at: DialogFolder }
  | { readonly kind: EntryAct; readonly at: DialogTarget }
  | { readonly kind: 'move'; readonly at: DialogTarget; readonly to: DialogFolder }
  | { readonly kind: 'compare'; readonly from: DialogFolder; readonly to: DialogFolder }
  | { readonly kind: 'unfinished-uploads'; readonly at: DialogFolder }
  | { readonly kind: 'account'; readonly pane: Pane }
  /** `rows`: what is shown, of which names are chosen (or chosen no more). */
  | { readonly kind: 'names'; readonly pane: Pane; readonly rows: readonly Entry[]; readonly choose: boolean }
  | { readonly kind: 'bookmarks' | 'keys' }
