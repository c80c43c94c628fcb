/** One SSH session channel: what the client may ask for before and after it starts a shell, a command or SFTP. */
import type { PseudoTtyInfo, ServerChannel, Session } from 'ssh2'
import type { ProcessKeeper } from './children'
import { runOnPipes } from './exec'
import type { Login } from './login'
import { serveSftp } from './sftp/sftp-server'
import { type RunningPty, runOnPty } from './shell'

const signalNames = new Set(['HUP', 'INT', 'QUIT', 'TERM', 'KILL', 'USR1', 'USR2', 'ABRT', 'ALRM', 'PIPE'])
/** As sshd's usual `AcceptEnv LANG LC_*`. */
const acceptedVariable = /^(LANG|LC_[A-Z]+|TZ|COLORTERM)$/

/** Serves the session until its channel closes. */
export function serveSession(session: Session, login: Login, children: ProcessKeeper): void {
  const variables: Record<string, string> = {}
  let tty: PseudoTtyInfo | undefined
  let running: Partial<RunningPty> | undefined

  session.on('env', (accept, reject, { key, val }) => {
    // ssh2 calls the value `val` and gives no `accept` where the client wants no reply.
    if (!acceptedVariable.test(key)) {
      reject?.()
      return
    }
    variables[key] = val
    accept?.()
  })
  session.on('pty', (accept, _reject, info) => {
    tty = info
    accept?.()
  })
  session.on('window-change', (accept, _reject, size) => {
    if (tty) tty = { ...tty, cols: size.cols, rows: size.rows }
    running?.resize?.(size.cols, size.rows)
    accept?.()
  })
  session.on('signal', (accept, reject, { name }) => {
    if (!signalNames.has(name) || running === undefined) {
      reject?.()
      return
    }
    // Checked against the closed list above.
    running.signal?.(`SIG${name}` as NodeJS.Signals)
    accept?.()
  })

  const start = (channel: ServerChannel, file: string, args: string[], more: Record<string, string>): void => {
    const environment = login.environment({ ...more, ...variables })
    const command = { file, args, cwd: login.home, environment }
    running = tty ? runOnPty(channel, command, tty, children) : runOnPipes(channel, command, children)
  }
  session.on('shell', accept => {
    const { shell } = login
    start(accept(), shell.file, tty ? shell.args : [], shell.environment)
  })
  session.on('exec', (accept, _reject, info) => start(accept(), login.commandShell, ['-c', info.command], {}))
  // 'subsystem' and not 'sftp': the latter would bring in ssh2's own SFTP server.
  session.on('subsystem', (accept, reject, info) => {
    if (info.name === 'sftp') serveSftp(accept(), login.home)
    else reject?.()
  })
  session.on('error', () => undefined)
}
