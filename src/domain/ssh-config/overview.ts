/** What an ssh_config holds as a whole: its hosts for import, and what of it is not honoured. */
import type { ConfigFile, ConfigLine } from './config-file'
import { unsupportedCriteria } from './match'

/** A directive that is not honoured, and why. */
export interface UnusedLine {
  readonly file: string
  readonly line: number
  readonly text: string
  readonly reason: string
}

/** Directives that `resolveHost` honours. */
const honoured = new Set([
  ...['host', 'match', 'include', 'hostname', 'port', 'user', 'identityfile', 'identitiesonly', 'identityagent'],
  ...[
    'proxyjump',
    'proxycommand',
    'localforward',
    'remoteforward',
    'dynamicforward',
    'userknownhostsfile',
    'globalknownhostsfile',
    'hostkeyalias'
  ],
  ...['stricthostkeychecking', 'serveraliveinterval', 'connecttimeout']
])

const reasons: Readonly<Record<string, string>> = {
  certificatefile: 'certificate files are not read; add the certificate to the agent',
  gssapiauthentication: 'GSSAPI (Kerberos) is not supported; use a key or a password',
  forwardagent: 'the agent is never forwarded',
  forwardx11: 'X11 is not forwarded',
  pkcs11provider: 'smart cards work only through the agent'
}

function allLines(files: readonly ConfigFile[]): ConfigLine[] {
  return files.flatMap(({ lines }) => lines.flatMap(line => [line, ...allLines(line.included)]))
}

function reasonOf({ keyword, words }: ConfigLine): string | undefined {
  if (keyword === 'match') {
    const unsupported = unsupportedCriteria(words)
    return unsupported.length > 0
      ? `"Match ${unsupported.join(', ')}" cannot be judged; the block is left out`
      : undefined
  }
  if (keyword === 'stricthostkeychecking' && !/^(yes|ask|true)$/i.test(words[0] ?? ''))
    return 'host keys are always checked; an unknown one is asked about'
  return honoured.has(keyword) ? undefined : (reasons[keyword] ?? 'not used by Farscope')
}

/** Every directive that is not honoured, in the order of the files. */
export function unusedLines(files: readonly ConfigFile[]): UnusedLine[] {
  return allLines(files).flatMap(line => {
    const reason = reasonOf(line)
    return reason === undefined ? [] : [{ file: line.file, line: line.line, text: line.text, reason }]
  })
}

/** The concrete host names of all Host lines, each once: what can be imported. */
export function listHosts(files: readonly ConfigFile[]): string[] {
  const names = allLines(files).flatMap(({ keyword, words }) => (keyword === 'host' ? words : []))
  return [...new Set(names.filter(name => !/[*?!]/.test(name)))]
}
