import type { AskedRun } from '@contract/cloud-runs'

/** What another room asked of this one; another `nonce` asks again. */
export type CloudRequest = { readonly nonce: number } & (
  | { readonly kind: 'run'; readonly id: string }
  /** The launch dialog, filled with what is known. */
  | { readonly kind: 'launch'; readonly filled: Partial<AskedRun>; readonly notes: readonly string[] }
  | { readonly kind: 'spend' }
)
