import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type DemoFacility, startDemoFacility } from '../../src/demo/demo-facility'

/** A facility in `folder` that has its calendar and its batch system, and none of the files of a home: they take seconds to make. */
export async function startBareFacility(folder: string): Promise<DemoFacility> {
  // They are left out where a home is there.
  await mkdir(join(folder, 'home'), { recursive: true, mode: 0o700 })
  return startDemoFacility({ folder })
}
