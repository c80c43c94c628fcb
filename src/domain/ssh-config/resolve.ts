/** What ssh(1) would use for a host, from parsed configuration. The first value of a directive wins, as in ssh. */
import type { ConfigFile, ConfigLine } from './config-file'
import { matchesList, matchHolds } from './match'

/** What is known without any file. */
export interface ResolveQuery {
  /** The name the user gave. */
  readonly host: string
  /** Explicit options, which win over every file. */
  readonly user?: string | undefined
  readonly port?: number | undefined
  /** Of this computer: the fallback for `user`, the home folder for `~` and `%d`, and `${NAME}`. */
  readonly localUser: string
  readonly homeFolder: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** One hop of ProxyJump, as written. */
export interface ProxyHop {
  readonly host: string
  readonly user?: string
  readonly port?: number
}

/** `LocalForward`, `RemoteForward` or `DynamicForward`. */
export interface ConfiguredForward {
  readonly kind: 'local' | 'remote' | 'dynamic'
  /** As written: `[bind:]port`. */
  readonly listen: string
  /** As written; undefined where the line has none. */
  readonly to?: string
}

export interface ResolvedHost {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly identityFiles: readonly string[]
  readonly identitiesOnly: boolean
  readonly identityAgent?: string
  readonly proxyJump: readonly ProxyHop[]
  readonly proxyCommand?: string
  readonly hostKeyAlias?: string
  /** User's and global files together; undefined when neither is configured. */
  readonly knownHostsFiles?: readonly string[]
  readonly strictHostKeys: boolean
  /** Seconds; undefined when not configured. */
  readonly keepAliveSeconds?: number
  readonly connectTimeoutSeconds?: number
  readonly forwards: readonly ConfiguredForward[]
}

/** Directives that may be given several times and then add up. */
const additive = new Set(['identityfile', 'localforward', 'remoteforward', 'dynamicforward'])

/** The lines that count for a host, by keyword, in order. */
function collect(files: readonly ConfigFile[], query: ResolveQuery): Map<string, ConfigLine[]> {
  const found = new Map<string, ConfigLine[]>()
  const first = (keyword: string): string | undefined => found.get(keyword)?.[0]?.words[0]
  const subject = () => ({
    originalHost: query.host,
    host: expand(first('hostname') ?? query.host, { '%': '%', h: query.host }),
    user: query.user ?? first('user') ?? query.localUser,
    localUser: query.localUser
  })
  const walk = (lines: readonly ConfigLine[], outer: boolean): void => {
    let active = outer
    for (const line of lines) {
      if (line.keyword === 'host') active = outer && matchesList(line.words, query.host)
      else if (line.keyword === 'match') active = outer && matchHolds(line.words, subject())
      else if (line.keyword === 'include') for (const file of line.included) walk(file.lines, active)
      else if (active) {
        const earlier = found.get(line.keyword)
        if (!earlier) found.set(line.keyword, [line])
        else if (additive.has(line.keyword)) earlier.push(line)
      }
    }
  }
  for (const file of files) walk(file.lines, true)
  return found
}

/** `%h` and its like; an unknown token stays as it is. */
function expand(text: string, tokens: Readonly<Record<string, string>>): string {
  return text.replace(/%(.)/g, (whole, letter: string) => tokens[letter] ?? whole)
}

/** `[user@]host[:port]`, `ssh://…`, or `[v6]:port`, with commas between hops. */
export function parseProxyJump(value: string): ProxyHop[] {
  if (value === '' || value.toLowerCase() === 'none') return []
  return value.split(',').flatMap(hop => {
    const match = /^(?:ssh:\/\/)?(?:(.+)@)?(?:\[([^\]]+)\]|([^:]+|[^:]*:[^:]*:.*?))(?::(\d+))?\/?$/.exec(hop.trim())
    const host = match?.[2] ?? match?.[3]
    if (host === undefined) return []
    return [{ host, ...(match?.[1] && { user: match[1] }), ...(match?.[4] && { port: Number(match[4]) }) }]
  })
}

/** ssh's time formats (sshd_config(5), TIME FORMATS) in seconds. */
export function parseSeconds(text: string | undefined): number | undefined {
  if (text === undefined || !/^(\d+[smhdw]?)+$/i.test(text)) return undefined
  const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }
  let seconds = 0
  for (const [, count, unit] of text.matchAll(/(\d+)([smhdw]?)/gi))
    seconds += Number(count) * (units[(unit ?? '').toLowerCase()] ?? 1)
  return seconds
}

/** Resolves one host. `files`: the user's file first, then the system's. */
export function resolveHost(files: readonly ConfigFile[], query: ResolveQuery): ResolvedHost {
  const found = collect(files, query)
  const word = (keyword: string): string | undefined => found.get(keyword)?.[0]?.words[0]
  const yes = (keyword: string): boolean => /^(yes|true)$/i.test(word(keyword) ?? '')
  const host = expand(word('hostname') ?? query.host, { '%': '%', h: query.host })
  const port = query.port ?? (Number(word('port')) || 22)
  const user = query.user ?? word('user') ?? query.localUser
  const local = { '%': '%', d: query.homeFolder, u: query.localUser }
  const tokens = { ...local, h: host, n: query.host, p: String(port), r: user, k: word('hostkeyalias') ?? query.host }
  const path = (text: string): string =>
    expand(text, tokens)
      .replace(/\$\{(\w+)\}/g, (whole, name: string) => query.environment[name] ?? whole)
      .replace(/^~(?=\/|$)/, query.homeFolder)
  const identityFiles = (found.get('identityfile') ?? []).flatMap(({ words }) => words.slice(0, 1))
  const agent = word('identityagent')
  const command = found.get('proxycommand')?.[0]?.rest
  const proxy = proxyOf(found, tokens, command)
  const knownHostsFiles = ['userknownhostsfile', 'globalknownhostsfile'].flatMap(
    key => found.get(key)?.[0]?.words ?? []
  )
  const alias = word('hostkeyalias')
  const alive = parseSeconds(word('serveraliveinterval'))
  const timeout = parseSeconds(word('connecttimeout'))
  return {
    ...{ host, port, user, ...proxy },
    identityFiles: identityFiles.filter(file => file.toLowerCase() !== 'none').map(path),
    identitiesOnly: yes('identitiesonly'),
    ...(agent !== undefined && { identityAgent: agent.startsWith('$') ? environmentValue(agent, query) : path(agent) }),
    ...(alias !== undefined && { hostKeyAlias: alias }),
    ...(knownHostsFiles.length > 0 && { knownHostsFiles: knownHostsFiles.filter(file => file !== 'none').map(path) }),
    strictHostKeys: yes('stricthostkeychecking'),
    ...(alive !== undefined && { keepAliveSeconds: alive }),
    ...(timeout !== undefined && { connectTimeoutSeconds: timeout }),
    forwards: (['local', 'remote', 'dynamic'] as const).flatMap(kind => forwardsOf(kind, found))
  }
}

function forwardsOf(
  kind: ConfiguredForward['kind'],
  found: ReadonlyMap<string, readonly ConfigLine[]>
): ConfiguredForward[] {
  return (found.get(`${kind}forward`) ?? []).flatMap(({ words: [listen, to] }) =>
    listen === undefined ? [] : [{ kind, listen, ...(to !== undefined && { to }) }]
  )
}

/** `$NAME` of IdentityAgent; an unset variable means no agent. */
function environmentValue(text: string, query: ResolveQuery): string {
  return query.environment[text.replace(/^\$\{?|\}$/g, '')] ?? 'none'
}

/** ProxyJump and ProxyCommand shut each other out: the one that comes first counts (ssh_config(5), ProxyJump). */
function proxyOf(
  found: ReadonlyMap<string, ConfigLine[]>,
  tokens: Readonly<Record<string, string>>,
  command: string | undefined
): Pick<ResolvedHost, 'proxyJump' | 'proxyCommand'> {
  const keys = [...found.keys()]
  const jumpAt = keys.indexOf('proxyjump')
  const commandAt = keys.indexOf('proxycommand')
  const jumpFirst = jumpAt >= 0 && (commandAt < 0 || jumpAt < commandAt)
  if (jumpFirst) return { proxyJump: parseProxyJump(found.get('proxyjump')?.[0]?.words[0] ?? '') }
  if (command === undefined || command.toLowerCase() === 'none') return { proxyJump: [] }
  return { proxyJump: [], proxyCommand: expand(command, tokens) }
}
