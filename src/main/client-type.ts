export type { FarscopeClient } from '@contract/contract'
