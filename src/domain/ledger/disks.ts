/**
 * Which disk a folder lies on, as its own host tells: one shared file system under two sites is one place. Sources: df(1)
 * of coreutils (POSIX form), getent(1), hostname(1) `-I`.
 */
import { decodeName } from '../bytes-name'

/** `unknown`: neither can be told from what their hosts say. */
export type Sameness = 'one' | 'two' | 'unknown'

/** The host as it proved itself: its key in SSH, by fingerprint. Two ports of one address may lead to two hosts. */
export interface HostIdentity {
  readonly keyType: string
  readonly fingerprint: string
  readonly port: number
  /** Whether it is this computer. */
  readonly here: Sameness
}

export interface Disk {
  /** Null: this computer. */
  readonly host: HostIdentity | null
  /** Names and addresses under which the host itself may be somebody's file server. */
  readonly names: readonly string[]
  /** As df names it: `/dev/sda1`, `nas:/export`, `gpfs0`. */
  readonly source: string
  /** `ext4`, `nfs4`; empty where df does not tell it. */
  readonly type: string
  /** All of the file system, in units of 1024 bytes. */
  readonly kib: number
  /** The file server by its name and its addresses; empty: none is named. */
  readonly servers: readonly string[]
}

/**
 * Arguments: folders. For each one line of df and the addresses of its file server; first the addresses of the host.
 * Records end with NUL; a folder that is not there has none.
 */
export const disksScript = `export LC_ALL=C
printf 'host\\t%s\\0' "$(hostname -I 2>/dev/null)"
number=0
for folder; do
  number=$((number + 1))
  line=$(df -PTk -- "$folder" 2>/dev/null | tail -n 1)
  [ -n "$line" ] || line=$(df -Pk -- "$folder" 2>/dev/null | tail -n 1)
  [ -n "$line" ] || continue
  case "$line" in
    //*) server=\${line#//}; server=\${server%%/*} ;;
    *:/*) server=\${line%%:/*} ;;
    *) server= ;;
  esac
  found=
  case "$server" in
    '' | -* | *[!A-Za-z0-9._-]*) ;;
    *) found=$(getent ahosts "$server" 2>/dev/null | cut -d ' ' -f 1 | sort -u | tr '\\n' ' ') ;;
  esac
  printf 'disk\\t%s\\t%s\\t%s\\t%s\\0' "$number" "$server" "$found" "$line"
done`

/** By the number of the folder, from 0. `host`, `names`: what is known of the host besides what it prints. */
export function parseDisks(output: Uint8Array, host: HostIdentity | null, names: readonly string[]): Map<number, Disk> {
  const disks = new Map<number, Disk>()
  const own = [...names]
  for (const record of decodeName(output).split('\0')) {
    const [kind, first = '', server = '', found = '', ...rest] = record.split('\t')
    if (kind === 'host') own.push(...words(first))
    if (kind !== 'disk') continue
    const line = withType.exec(rest.join('\t')) ?? withoutType.exec(rest.join('\t'))
    const { source = '', type = '', kib = '' } = line?.groups ?? {}
    if (source === '') continue
    const servers = serverNames(server, type).concat(words(found))
    disks.set(Number(first) - 1, { host, names: own.map(lower), source, type, kib: Number(kib), servers })
  }
  return disks
}

const numbers = String.raw`(?<kib>\d+)\s+\d+\s+-?\d+\s+(?:\d+%|-)\s+/`
const withType = new RegExp(String.raw`^(?<source>.+?)\s+(?<type>[A-Za-z][\w.-]*)\s+${numbers}`, 's')
const withoutType = new RegExp(String.raw`^(?<source>.+?)\s+${numbers}`, 's')

const lower = (text: string): string => text.toLowerCase()
const words = (text: string): string[] =>
  text
    .split(/\s+/)
    .filter(word => word !== '' && !/^(?:127\.|::1$)/.test(word))
    .map(lower)

/** `user@host` of sshfs; `10.1.2.3@tcp:10.1.2.4@tcp` of Lustre; `one:6789,two:6789` of Ceph. */
function serverNames(server: string, type: string): string[] {
  if (server === '') return []
  if (/sshfs/.test(type)) return [lower(server.slice(server.indexOf('@') + 1))]
  if (server.startsWith('[')) return [lower(server.replace(/[[\]]/g, ''))]
  return server
    .split(/[,:]/)
    .map(name => lower(name.replace(/@.*/s, '')))
    .filter(name => /[a-z.]/.test(name))
}

/** File systems that many hosts mount at once; the others belong to one host. */
const shared = /^(?:nfs|cifs|smb|lustre|gpfs|ceph|beegfs|glusterfs|fuse\.|afs|9p|virtiofs|panfs|pvfs|weka|ocfs|gfs)/

const isShared = ({ type, source, servers }: Disk): boolean =>
  servers.length > 0 || shared.test(type) || (type === '' && !source.startsWith('/'))

/** Of two folders that go by different names. */
export function sameDisk(one: Disk, other: Disk): Sameness {
  const hosts = sameHost(one.host, other.host)
  if (hosts === 'one') return 'one'
  if (!isShared(one) && !isShared(other)) return hosts
  if (isShared(one) && isShared(other)) return sameShare(one, other)
  const [share, own] = isShared(one) ? [one, other] : [other, one]
  if (share.servers.some(name => own.names.includes(name))) return 'one'
  // A name that was not resolved may be any host's.
  return share.servers.length === 0 || share.servers.some(isAddress) ? 'two' : 'unknown'
}

/** The key of one host may be known in another form by another of its names. */
function sameHost(one: HostIdentity | null, other: HostIdentity | null): Sameness {
  const [here, there] = [one?.here ?? 'one', other?.here ?? 'one']
  if (here === 'one' && there === 'one') return 'one'
  if (one === null) return there
  if (other === null) return here
  if (one.fingerprint === other.fingerprint) return one.port === other.port ? 'one' : 'unknown'
  if (one.keyType !== other.keyType) return 'unknown'
  // Each may be this computer, which answers at several ports by several keys.
  return here === 'two' || there === 'two' ? 'two' : 'unknown'
}

const isAddress = (name: string): boolean => /^[\d.]+$|:/.test(name)

/** Two shares of one file server fail together. */
function sameShare(one: Disk, other: Disk): Sameness {
  if (one.servers.some(name => other.servers.includes(name))) return 'one'
  // df tells the quota of a fileset or a folder as its size: two of one cluster differ, two clusters may agree. And
  // many clusters have one name (`gpfs0`, `beegfs_nodev`). So neither a name nor a size proves anything here.
  const unnamed = one.servers.length === 0 && other.servers.length === 0
  if (unnamed && one.source === other.source && one.type === other.type) return 'unknown'
  return one.kib === other.kib ? 'unknown' : 'two'
}
