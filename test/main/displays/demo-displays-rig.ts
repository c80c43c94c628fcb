/** An engine on the demo facility whose clients of displays are programs of their own. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DemoFacility } from '../../../src/demo/demo-facility'
import type { FarscopeClient } from '../../../src/main/client-type'
import { createEngine } from '../../../src/main/engine'
import { createFileLog } from '../../../src/main/file-log'
import { systemClock } from '../../../src/main/platform'
import { startProgram } from '../../../src/main/start-program'
import { testPlatform } from '../test-platform'
import { briskDisplays } from './brisk-displays'

/** Takes its file away, as a client reads it, and stays. */
const viewer = `#!/bin/sh
[ "$1" = --version ] && { echo 'dcvviewer 2024.0'; exit 0; }
cp "$1" "$(dirname "$0")/seen.dcv"
sleep 60
`
/** One that is told nothing, and stays. */
const silentClient = `#!/bin/sh
echo "$*" > "$(dirname "$0")/fastx-arguments"
sleep 60
`

export interface DemoDisplaysRig {
  readonly client: FarscopeClient
  /** Addresses that were to be shown. */
  readonly pages: string[]
  /** The engine's data folder, with its log. */
  readonly data: string
  /** What the client of DCV found in its file. */
  readonly seen: string
  /** What the client of FastX was started with. */
  readonly fastxArguments: string
  /** Ends the engine; its data folder stays. */
  end(): Promise<void>
  close(): Promise<void>
}

export async function startDemoDisplaysRig(facility: DemoFacility): Promise<DemoDisplaysRig> {
  const folder = await mkdtemp(join(tmpdir(), 'farscope-demo-displays-'))
  const [bin, data] = [join(folder, 'bin'), join(folder, 'data')]
  await mkdir(bin)
  await mkdir(data, { mode: 0o700 })
  await writeFile(join(bin, 'dcvviewer'), viewer, { mode: 0o755 })
  await writeFile(join(bin, 'fastx5'), silentClient, { mode: 0o755 })
  const pages: string[] = []
  const platform = testPlatform(folder, {
    environment: { PATH: bin },
    dataFolder: data,
    log: createFileLog(data, systemClock),
    start: startProgram,
    openPage: async url => {
      pages.push(url)
      return { ended: new Promise(() => undefined), end: () => undefined }
    },
    // One for all: it makes its data at its start.
    startDemo: async () => ({ ...facility, close: async () => undefined })
  })
  const engine = await createEngine(platform, { displays: briskDisplays })
  const client = engine.client('test')
  await client.app.startDemo()
  let ended: Promise<void> | undefined
  const end = (): Promise<void> => {
    ended ??= engine.close()
    return ended
  }
  return {
    ...{ client, pages, data, end, seen: join(bin, 'seen.dcv'), fastxArguments: join(bin, 'fastx-arguments') },
    close: async () => {
      await end()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

/** Asks again until it does not fail; at most a minute. */
export async function eventually<T>(read: () => Promise<T>): Promise<T> {
  const end = performance.now() + 60_000
  for (;;) {
    try {
      return await read()
    } catch (error) {
      if (performance.now() > end) throw error
      await sleep(50)
    }
  }
}

/** A file that another program writes. */
export const written = (path: string): Promise<string> =>
  eventually(async () => {
    const text = await readFile(path, 'utf8')
    if (text === '') throw new Error(`${path} is empty.`)
    return text
  })
