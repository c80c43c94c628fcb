/** The typed client of the engine, the same over every door: in process, local socket, WebSocket, message port. */
import type { Contract } from '@contract/contract'
import type { ContractRouterClient } from '@orpc/contract'

export type FarscopeClient = ContractRouterClient<Contract>
