import { join } from 'node:path'
import { memorySecrets } from '../../src/main/keyring'
import { type Platform, silentLog, systemClock } from '../../src/main/platform'

/** A platform that keeps everything below `folder` and knows nothing of the user who runs the tests. */
export function testPlatform(folder: string, changes: Partial<Platform> = {}): Platform {
  const { SSH_AUTH_SOCK: _agent, ...environment } = process.env
  return {
    door: 'cli',
    version: '0.0.0',
    dataFolder: join(folder, 'data'),
    homeFolder: join(folder, 'home'),
    user: 'ada',
    environment,
    clock: systemClock,
    log: silentLog,
    secrets: memorySecrets(),
    notify: () => {},
    ...changes
  }
}
