/** The user's and the system's ssh_config, read anew at each question; nothing of them is kept. */
import { readdir, readFile } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import type { HostRole, Jump, SshConfigView } from '@contract/sites'
import { Failure } from '@domain/failure'
import { matchesPattern } from '@domain/known-hosts'
import { type ConfigFile, includePatterns, parseConfig } from '@domain/ssh-config/config-file'
import { listHosts, unusedLines } from '@domain/ssh-config/overview'
import { type ConfiguredForward, type ResolvedHost, resolveHost } from '@domain/ssh-config/resolve'
import { errorFields } from './errors'
import type { Endpoint } from './types'

export interface SshConfigOptions {
  readonly homeFolder: string
  readonly localUser: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** `/etc/ssh/ssh_config` unless a test says otherwise. */
  readonly systemFile?: string
}

/** What ssh(1) would use for a name, with defaults filled in; the jump hosts still by name. */
export interface ConfiguredEndpoint extends Endpoint {
  readonly proxyJump: readonly Jump[]
  readonly forwards: readonly ConfiguredForward[]
}

export interface SshConfigSource {
  /**
   * `given` is said on our side; it wins over the file, as an option on the command line of ssh(1) does. `corrupt` when
   * the configuration cannot be understood.
   */
  resolve(alias: string, given: { user?: string | undefined; port?: number | undefined }): Promise<ConfiguredEndpoint>
  /** For import: the user's file unless `file` names another; `not-found` when there is none of that name. */
  view(file: string | undefined): Promise<SshConfigView>
}

/** As ssh: includes may nest this deep. */
const deepestInclude = 16
/** ssh waits as long as TCP does, which is minutes; a person does not. */
const defaultTimeoutSeconds = 20
/** With two of them unanswered a silent link is noticed within 13 seconds; ssh itself sends none. */
const defaultKeepAliveSeconds = 5

async function glob(pattern: string): Promise<string[]> {
  if (!/[*?]/.test(pattern)) return [pattern]
  let found = ['/']
  for (const part of pattern.split('/').filter(Boolean)) {
    const steps = found.map(async folder => {
      if (!/[*?]/.test(part)) return [join(folder, part)]
      const names = await readdir(folder).catch((): string[] => [])
      const shown = names.filter(name => matchesPattern(part, name) && (part.startsWith('.') || !name.startsWith('.')))
      return shown.sort().map(name => join(folder, name))
    })
    found = (await Promise.all(steps)).flat()
  }
  return found
}

class Source implements SshConfigSource {
  constructor(private readonly options: SshConfigOptions) {}

  async resolve(
    alias: string,
    given: { user?: string | undefined; port?: number | undefined }
  ): Promise<ConfiguredEndpoint> {
    const found = this.find(await this.files(), alias, given)
    const { proxyJump, keepAliveSeconds, connectTimeoutSeconds, ...rest } = found
    return {
      ...rest,
      proxyJump: proxyJump.map(hop => ({ ...hop, identityFiles: [] })),
      keepAliveSeconds: keepAliveSeconds ?? defaultKeepAliveSeconds,
      connectTimeoutSeconds: connectTimeoutSeconds || defaultTimeoutSeconds
    }
  }

  async view(file: string | undefined): Promise<SshConfigView> {
    const own = file ?? this.userFile()
    const parsed = await this.load(own, dirname(own), 0)
    if (!parsed && file !== undefined)
      throw new Failure('not-found', `There is no file ${file}.`, { hint: 'Check its path.' })
    const files = parsed ? [parsed] : []
    const hosts = listHosts(files).map(alias => {
      const { host, port, user, identityFiles, proxyJump, proxyCommand } = this.find(files, alias, {})
      const via = proxyCommand === undefined ? proxyJump.map(hop => hop.host) : [proxyCommand]
      const suggestedRole: HostRole = /dtn|transfer|data|xfer/i.test(`${alias} ${host}`) ? 'transfer' : 'login'
      return { alias, host, port, user, identityFiles: [...identityFiles], via, suggestedRole }
    })
    const includedFiles = files.flatMap(one => filesWithin(one))
    return { file: own, includedFiles, hosts, unused: unusedLines(files) }
  }

  private userFile(): string {
    return join(this.options.homeFolder, '.ssh', 'config')
  }

  private find(
    files: readonly ConfigFile[],
    host: string,
    given: { user?: string | undefined; port?: number | undefined }
  ): ResolvedHost {
    const { homeFolder, localUser, environment } = this.options
    return resolveHost(files, { host, ...given, homeFolder, localUser, environment })
  }

  private async files(): Promise<ConfigFile[]> {
    const system = this.options.systemFile ?? '/etc/ssh/ssh_config'
    const files = [
      await this.load(this.userFile(), join(this.options.homeFolder, '.ssh'), 0),
      await this.load(system, dirname(system), 0)
    ]
    return files.filter(file => file !== undefined)
  }

  private async load(file: string, base: string, depth: number): Promise<ConfigFile | undefined> {
    if (depth > deepestInclude)
      throw new Failure('corrupt', `${file} is included more than ${deepestInclude} levels deep.`, {
        hint: 'Look for an Include that leads back to itself.'
      })
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (['ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR'].includes(String(errorFields(error).code))) return undefined
      throw error
    })
    if (text === undefined) return undefined
    const found = new Map<string, ConfigFile[]>()
    for (const pattern of includePatterns(text)) {
      const home = pattern.replace(/^~(?=\/)/, this.options.homeFolder)
      const paths = await glob(isAbsolute(home) ? home : join(base, home))
      const loaded = await Promise.all(paths.map(path => this.load(path, base, depth + 1)))
      found.set(
        pattern,
        loaded.filter(one => one !== undefined)
      )
    }
    return parseConfig(file, text, words => words.flatMap(word => found.get(word) ?? []))
  }
}

function filesWithin(file: ConfigFile): string[] {
  return file.lines.flatMap(({ included }) => included.flatMap(one => [one.file, ...filesWithin(one)]))
}

/** Reads `~/.ssh/config` and the system's file when asked. */
export function createSshConfigSource(options: SshConfigOptions): SshConfigSource {
  return new Source(options)
}
