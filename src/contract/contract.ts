/** The whole wire: every call and stream of the engine, one entry a slice. */
import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract'
import { appContract } from './app'
import { filesContract } from './files'
import { jobsContract } from './jobs'
import { promptsContract } from './prompts'
import { connectionsContract, sitesContract } from './sites'
import { terminalsContract } from './terminals'
import { transfersContract } from './transfers'

export const contract = {
  app: appContract,
  prompts: promptsContract,
  sites: sitesContract,
  connections: connectionsContract,
  files: filesContract,
  transfers: transfersContract,
  terminals: terminalsContract,
  jobs: jobsContract
}

export type Contract = typeof contract
export type ContractInputs = InferContractRouterInputs<Contract>
export type ContractOutputs = InferContractRouterOutputs<Contract>
