/** Every command. To add one: its words here, its work in `commands/`, its document in schema-documents.ts. */
import type { CommandSpec } from '../command'
import { appCommands } from './app-commands'
import { bookingCommands } from './booking-commands'
import { cloudCommands } from './cloud-commands'
import { cloudRunCommands } from './cloud-run-commands'
import { copyCommands } from './copy-commands'
import { displayCommands } from './display-commands'
import { fileCommands } from './file-commands'
import { jobCommands } from './job-commands'
import { jobHistoryCommands } from './job-history-commands'
import { ledgerCommands } from './ledger-commands'
import { planCommands } from './plan-commands'
import { processCommands } from './process-commands'
import { sessionCommands } from './session-commands'
import { siteCommands } from './site-commands'
import { terminalCommands } from './terminal-commands'
import { transferCommands } from './transfer-commands'
import { watchCommands } from './watch-commands'

export const commands: readonly CommandSpec[] = [
  ...siteCommands,
  ...fileCommands,
  ...copyCommands,
  ...transferCommands,
  ...ledgerCommands,
  ...watchCommands,
  ...processCommands,
  ...terminalCommands,
  ...jobCommands,
  ...jobHistoryCommands,
  ...bookingCommands,
  ...sessionCommands,
  ...displayCommands,
  ...planCommands,
  ...cloudCommands,
  ...cloudRunCommands,
  ...appCommands
]
