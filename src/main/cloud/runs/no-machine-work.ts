/** Stands where the work on the machine comes: nothing is started without it. */
import { Failure } from '@domain/failure'
import type { MachineWork } from './machine-work'

export function createNoMachineWork(): MachineWork {
  const none = (): never => {
    throw new Failure('unsupported', 'This version of Farscope cannot work on machines of the cloud yet.')
  }
  const later = async (): Promise<never> => none()
  return { bootScript: none, drive: later, stop: later, renew: later, log: later }
}
