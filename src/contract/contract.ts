/** The whole wire: every call and stream of the engine, one entry a slice. */
import type { ContractRouterClient, InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract'
import { appContract } from './app'
import { bookingsContract } from './bookings'
import { cloudContract } from './cloud'
import { runsContract } from './cloud-runs'
import { spendContract } from './cloud-spend'
import { cockpitContract } from './cockpit'
import { displaysContract } from './displays'
import { filesContract } from './files'
import { jobsContract } from './jobs'
import { ledgerContract } from './ledger'
import { planContract } from './plan'
import { previewsContract } from './previews'
import { processingContract } from './processing'
import { promptsContract } from './prompts'
import { sessionsContract } from './sessions'
import { connectionsContract, sitesContract } from './sites'
import { terminalsContract } from './terminals'
import { transfersContract } from './transfers'
import { tunnelsContract } from './tunnels'
import { collectionContract } from './watch'

export const contract = {
  app: appContract,
  prompts: promptsContract,
  sites: sitesContract,
  connections: connectionsContract,
  files: filesContract,
  previews: previewsContract,
  transfers: transfersContract,
  collection: collectionContract,
  processing: processingContract,
  terminals: terminalsContract,
  tunnels: tunnelsContract,
  jobs: jobsContract,
  bookings: bookingsContract,
  sessions: sessionsContract,
  displays: displaysContract,
  cockpit: cockpitContract,
  plan: planContract,
  cloud: cloudContract,
  runs: runsContract,
  spend: spendContract,
  ledger: ledgerContract
}

export type Contract = typeof contract
export type ContractInputs = InferContractRouterInputs<Contract>
export type ContractOutputs = InferContractRouterOutputs<Contract>

/** The typed client of the engine, the same over every door: in process, local socket, WebSocket, message port. */
export type FarscopeClient = ContractRouterClient<Contract>
