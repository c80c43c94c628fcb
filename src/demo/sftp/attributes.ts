/** File attributes on the wire (draft-ietf-secsh-filexfer-02 section 5) and the `ls -l` line of a name. */
import { readFileSync, type Stats } from 'node:fs'
import type { PacketReader, PacketWriter } from './packet'

const flagSize = 0x1
const flagOwner = 0x2
const flagMode = 0x4
const flagTimes = 0x8
const flagExtended = 0x80000000

/** What a client wants set; times are seconds since 1970 UTC. */
export interface WantedAttributes {
  size?: number
  owner?: { uid: number; gid: number }
  mode?: number
  times?: { accessed: number; modified: number }
}

export function readAttributes(packet: PacketReader): WantedAttributes {
  const flags = packet.uint32()
  const wanted: WantedAttributes = {}
  if (flags & flagSize) wanted.size = packet.uint64()
  if (flags & flagOwner) wanted.owner = { uid: packet.uint32(), gid: packet.uint32() }
  if (flags & flagMode) wanted.mode = packet.uint32()
  if (flags & flagTimes) wanted.times = { accessed: packet.uint32(), modified: packet.uint32() }
  if (flags & flagExtended) {
    for (let left = packet.uint32() * 2; left > 0; left--) packet.bytesField()
  }
  return wanted
}

export function writeAttributes(packet: PacketWriter, stats: Stats): PacketWriter {
  return packet
    .uint32(flagSize | flagOwner | flagMode | flagTimes)
    .uint64(stats.size)
    .uint32(stats.uid)
    .uint32(stats.gid)
    .uint32(stats.mode)
    .uint32(Math.floor(stats.atimeMs / 1000))
    .uint32(Math.floor(stats.mtimeMs / 1000))
}

/** Number to name from /etc/passwd or /etc/group; a number without a name stands for itself. */
function readNames(file: string): Map<number, string> {
  const names = new Map<number, string>()
  try {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const [name, , id] = line.split(':')
      if (name && id) names.set(Number(id), name)
    }
  } catch {
    // No such file (macOS directory services, a minimal container): numbers are shown.
  }
  return names
}

let users: Map<number, string> | undefined
let groups: Map<number, string> | undefined

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const kinds: Record<number, string> = { 9604: 'd', 21609: 'l', 2401: 'p', 26411: 's', 4802: 'c', 14406: 'b' }

/** `drwxr-xr-x` of a mode. */
export function modeLetters(mode: number): string {
  const kind = kinds[mode & 0o170000] ?? '-'
  const letters = [...'rwxrwxrwx'].map((letter, index) => (mode & (0o400 >> index) ? letter : '-'))
  return kind + letters.join('')
}

/**
 * The long name of READDIR, as `ls -l` writes it; `now` in milliseconds decides between a clock time and a year.
 * `ownerName`: instead of the one that the system tells.
 */
export function longName(name: Buffer, stats: Stats, now: number, ownerName?: string): Buffer {
  users ??= readNames('/etc/passwd')
  groups ??= readNames('/etc/group')
  const when = stats.mtime
  const day = `${months[when.getMonth()]} ${String(when.getDate()).padStart(2)}`
  const clock = `${String(when.getHours()).padStart(2, '0')}:${String(when.getMinutes()).padStart(2, '0')}`
  const recent = Math.abs(now - when.getTime()) < 182 * 86_400_000
  const owner = (ownerName ?? users.get(stats.uid) ?? String(stats.uid)).padEnd(8)
  const group = (groups.get(stats.gid) ?? String(stats.gid)).padEnd(8)
  const head = `${modeLetters(stats.mode)} ${String(stats.nlink).padStart(4)} ${owner} ${group} ${String(stats.size).padStart(12)}`
  return Buffer.concat([Buffer.from(`${head} ${day} ${recent ? clock : ` ${when.getFullYear()}`} `), name])
}
