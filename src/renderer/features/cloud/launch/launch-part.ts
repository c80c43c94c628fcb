/** What a part of the launch's fields is given, and what a field of text does with it. */
import type { CloudTarget } from '@contract/cloud'
import type { SiteView } from '@contract/sites'
import type { LaunchDraft, LaunchFault, LaunchField } from './launch-draft'

/** A booked session that a run can belong to. */
export interface SessionChoice {
  readonly uid: string
  readonly label: string
}

export interface LaunchFormProps {
  readonly draft: LaunchDraft
  readonly fault: LaunchFault | null
  readonly target: CloudTarget
  readonly sites: readonly SiteView[]
  readonly sessions: readonly SessionChoice[]
  readonly onDraft: (change: Partial<LaunchDraft>) => void
  readonly onTarget: (target: CloudTarget) => void
}

/** Why a field cannot be taken. */
export type ErrorOf = (field: LaunchField) => string | undefined
export type LaunchPart = LaunchFormProps & { readonly errorOf: ErrorOf }

type TextName = { [Name in keyof LaunchDraft]: LaunchDraft[Name] extends string ? Name : never }[keyof LaunchDraft]

/** What a field of text shows, changes and has wrong. */
export const textField =
  ({ draft, onDraft, errorOf }: LaunchPart) =>
  (name: TextName) => ({
    value: draft[name],
    onChange: (text: string) => onDraft({ [name]: text }),
    error: errorOf(name)
  })
