/** Starts the built program as a user does and opens its window in Chromium. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'

/** With FARSCOPE_PICTURES=1 the pictures of README and guide are made anew; otherwise a run leaves the tree as it was. */
const pictures = resolve(process.env.FARSCOPE_PICTURES ? 'docs/screenshots' : 'test-results/pictures')

export interface FarscopeWindow {
  page: Page
  /** The user's home as this program sees it. */
  home: string
  dataFolder: string
  /** What the page logged as an error, and what it threw. */
  problems: string[]
  /** What the program printed. */
  printed(): string
  picture(name: string): Promise<void>
  /** Ends the program and starts it again with the same home and data; the page is that of the new one. */
  restart(): Promise<void>
  close(): Promise<void>
}

export interface WindowOptions {
  demo?: boolean
  environment?: Record<string, string>
  viewport?: { width: number; height: number }
  colorScheme?: 'light' | 'dark'
  /** Further arguments for Chromium. */
  browserArguments?: readonly string[]
  /** Prepares the home folder, and the data folder that will be, before the program starts. */
  prepare?: (home: string, dataFolder: string) => void
  /** Folders of somebody else's, whose engine may run already: they stay. Unset: own ones. */
  at?: { home: string; dataFolder: string }
}

const startLimitMs = 60_000

/** The address that the program prints for a window. */
function printedUrl(child: ChildProcess, printed: () => string): Promise<string> {
  return new Promise((resolveUrl, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`No address within ${startLimitMs} ms. It printed:\n${printed()}`)),
      startLimitMs
    )
    const look = (): void => {
      const url = /http:\/\/127\.0\.0\.1:\d+\/open\?code=\S+/.exec(printed())?.[0]
      if (!url) return
      clearTimeout(timer)
      resolveUrl(url)
    }
    child.stdout?.on('data', look)
    child.once('exit', code => reject(new Error(`The program ended with ${code}. It printed:\n${printed()}`)))
  })
}

export async function openWindow(options: WindowOptions = {}): Promise<FarscopeWindow> {
  const scratch = mkdtempSync(join(tmpdir(), 'farscope-e2e-'))
  const { home, dataFolder } = options.at ?? { home: join(scratch, 'home'), dataFolder: join(scratch, 'data') }
  mkdirSync(home, { recursive: true })
  options.prepare?.(home, dataFolder)
  const args = ['out/main/open.js', '--print-url', '--data-dir', dataFolder, ...(options.demo ? ['--demo'] : [])]
  // The demo's microscope takes nothing unless a test asks for it.
  const still = { FARSCOPE_DEMO_MOVIES_PER_HOUR: '0' }
  const environment = { ...process.env, ...still, HOME: home, SSH_AUTH_SOCK: '', ...options.environment }
  let output = ''
  const start = (): ChildProcess => {
    const program = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    output = ''
    for (const stream of [program.stdout, program.stderr])
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8')
      })
    return program
  }
  let child = start()
  const opened = async () => [await printedUrl(child, () => output), await launch(options)] as const
  // Nobody else could end a program whose window never came.
  const [url, browser] = await opened().catch(async (thrown: unknown) => {
    await stop(child)
    throw thrown
  })
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1280, height: 800 },
    colorScheme: options.colorScheme ?? 'light',
    permissions: ['clipboard-read', 'clipboard-write']
  })
  // Of each page, those that it opens too.
  context.setDefaultTimeout(startLimitMs)
  const page = await context.newPage()
  const problems: string[] = []
  page.on('console', message => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', error => problems.push(error.message))
  await page.goto(url)
  return {
    page,
    home,
    dataFolder,
    problems,
    printed: () => output,
    picture: async name => {
      mkdirSync(pictures, { recursive: true })
      await page.screenshot({ path: join(pictures, `${name}.png`) })
    },
    restart: async () => {
      // The page would try to reach an engine that is gone, which it reports as errors.
      await page.goto('about:blank')
      await stop(child)
      child = start()
      await page.goto(await printedUrl(child, () => output))
    },
    close: async () => {
      await browser.close()
      await stop(child)
      rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

const launch = ({ browserArguments = [] }: WindowOptions): Promise<Browser> =>
  chromium.launch({
    ...{ executablePath: '/usr/bin/chromium', timeout: startLimitMs },
    args: ['--no-sandbox', ...browserArguments]
  })

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise(resolveStopped => {
    const kill = setTimeout(() => child.kill('SIGKILL'), 10_000)
    child.once('exit', () => {
      clearTimeout(kill)
      resolveStopped()
    })
    child.kill('SIGTERM')
  })
}
