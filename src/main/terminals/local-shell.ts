/** The user's own shell on this computer, on a pseudo-terminal of node-pty. */
import { stat } from 'node:fs/promises'
import { constants } from 'node:os'
import { Failure } from '@domain/failure'
import type { Platform } from '../platform'
import { localFolder } from './local-folder'
import { endReason, type OpenedShell, type ShellEnd, type ShellRequest } from './shell-source'

/** Milliseconds between two looks whether a paused shell has ended. */
const watchPausedMs = 40

/** The environment without what belongs to this program. */
function shellEnvironment(environment: Platform['environment']): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment))
    if (value !== undefined && !/^(FARSCOPE_|ELECTRON_|npm_|INIT_CWD$)/.test(name)) kept[name] = value
  return { ...kept, TERM: 'xterm-256color', COLORTERM: 'truecolor', TERM_PROGRAM: 'Farscope' }
}

function hasEnded(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return false
  } catch {
    return true
  }
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null)
  if (!found?.isDirectory())
    throw new Failure('not-found', `There is no folder ${folder} on this computer.`, {
      hint: 'Choose another folder for the terminal.'
    })
}

function signalName(number: number | undefined): string | null {
  if (!number) return null
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`
}

/** Starts it as a login shell. `unsupported` where node-pty does not run here; `not-found` for a missing folder. */
export async function openLocalShell(
  platform: Platform,
  request: ShellRequest & { readonly folder?: string | undefined }
): Promise<OpenedShell> {
  const cwd = request.folder ?? platform.homeFolder
  await checkFolder(cwd)
  const windows = process.platform === 'win32'
  const program = windows
    ? (platform.environment.COMSPEC ?? 'powershell.exe')
    : (platform.environment.SHELL ?? '/bin/sh')
  // Loaded when first needed: its native part is absent on some systems, where everything else still works.
  const { spawn } = await import('node-pty').catch((cause: unknown) => {
    throw new Failure('unsupported', 'Local terminals do not work here: node-pty could not be loaded.', { cause })
  })
  const pty = spawn(program, windows ? [] : ['-l'], {
    name: 'xterm-256color',
    cols: request.cols,
    rows: request.rows,
    cwd,
    env: shellEnvironment(platform.environment)
  })
  pty.onData(request.onText)
  let watchPaused: NodeJS.Timeout | undefined
  const resume = (): void => {
    clearInterval(watchPaused)
    watchPaused = undefined
    pty.resume()
  }
  const pause = (): void => {
    pty.pause()
    // node-pty drops what is unread 200 ms after the end of the shell (unixTerminal.ts), so then it must be read.
    watchPaused ??= setInterval(() => {
      if (hasEnded(pty.pid)) resume()
    }, watchPausedMs)
  }
  const ended = new Promise<ShellEnd>(resolve => {
    pty.onExit(({ exitCode, signal }) => {
      clearInterval(watchPaused)
      const name = signalName(signal)
      const code = name === null ? exitCode : null
      resolve({ code, signal: name, reason: endReason(code, name), lost: false })
    })
  })
  return {
    source: {
      pause,
      resume,
      write: async text => pty.write(text),
      resize: (cols, rows) => pty.resize(cols, rows),
      close: () => pty.kill(),
      ended
    },
    keeping: null,
    folder: () => localFolder(pty.pid)
  }
}
