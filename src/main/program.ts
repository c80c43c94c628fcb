/** Where the program's own files are, and which version it is. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure } from '@domain/failure'
import { version } from '../../package.json'

export const programVersion: string = version

/** The folder that holds package.json, `out` and `resources`, wherever the built chunk that asks stands below it. */
export function programFolder(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'resources'))) return folder
  throw new Failure('internal', 'The folder of the program was not found.', {
    hint: 'Install Farscope anew.'
  })
}

/** The built window. */
export const rendererFolder = (): string => join(programFolder(), 'out', 'renderer')
