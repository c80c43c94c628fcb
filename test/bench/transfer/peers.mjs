import { join } from 'node:path'
import { isInstalled, run } from './process.mjs'
import { addresses, ports } from './servers.mjs'

// The tools people use now, each with the best options known for the work: hardware ciphers, the largest requests the
// protocol allows (255 KiB; lftp stalls above 64) and many of them on the way, as many streams or files at once as help.

const sftpChunk = 261_120
const rcloneCommon = [
  ...['--config', '/dev/null', '--ignore-times', '--ignore-checksum', '--retries', '1', '--log-level', 'ERROR'],
  ...['--sftp-concurrency', '64', '--sftp-chunk-size', '255k', '--sftp-disable-hashcheck'],
  ...['--sftp-shell-type', 'unix']
]
const lftpSettings = [
  'set cmd:fail-exit yes; set net:max-retries 1; set net:connection-limit 0; set net:timeout 20',
  'set sftp:max-packets-in-flight 128; set sftp:size-read 65536; set sftp:size-write 65536',
  'set xfer:clobber yes; set mirror:set-permissions yes; set xfer:log no; set sftp:use-full-path yes'
].join('; ')

const quoted = text => `"${text}"`
const input = (words, text) => ({ words, input: text })

/** What one peer does for a piece of work: programs by name. `where` is `loop` or `path`. */
function commands({ config, key, where, one, direction, tree, source, target }) {
  const up = direction === 'up'
  // One log-in that stands already, where the tool can use one.
  const host = one ? `${where}-one` : where
  const [from, to] = up ? [source, `${host}:${target}`] : [`${host}:${source}`, target]
  const ssh = `ssh -F ${config}`
  const lftp = script => [
    'lftp',
    '-c',
    `${lftpSettings}; set sftp:connect-program "${ssh} -a -x"; open -u cryo,none sftp://${host}; ${script}`
  ]
  const far = path => `:sftp:${path}`
  const rclone = (verb, a, b, streams) => [
    ...['rclone', verb, ...rcloneCommon, '--sftp-host', addresses[where], '--sftp-port', String(ports.free)],
    ...['--sftp-user', 'cryo', '--sftp-key-file', key, ...streams, a, b]
  ]
  const parallel = tree && !one ? ['32'] : ['1']
  const streams = tree
    ? ['--transfers', parallel[0], '--checkers', parallel[0]]
    : one
      ? ['--transfers', '1', '--checkers', '1', '--multi-thread-streams', '0']
      : ['--transfers', '1', '--multi-thread-streams', '8', '--multi-thread-cutoff', '1M']
  const [a, b] = up ? [source, far(target)] : [far(source), target]
  const verb = up ? 'put' : 'get'
  return {
    scp: input(['scp', '-F', config, '-q', tree ? '-pr' : '-p', from, to]),
    // As it comes, for the record: its default cipher is chacha20-poly1305.
    'scp, defaults': input([
      ...['scp', '-F', config, '-c', 'chacha20-poly1305@openssh.com', '-q', tree ? '-pr' : '-p', from, to]
    ]),
    'scp -O': input(['scp', '-O', '-F', config, '-q', tree ? '-pr' : '-p', from, to]),
    'sftp -B -R': input(
      ['sftp', '-q', '-F', config, '-B', String(sftpChunk), '-R', '128', '-b', '-', host],
      `${verb} ${tree ? '-pR' : '-p'} ${quoted(source)} ${quoted(target)}\n`
    ),
    rsync: input([
      'rsync',
      '-a',
      '--whole-file',
      '--inplace',
      '-e',
      ssh,
      tree ? `${from}/` : from,
      tree ? `${to}/` : to
    ]),
    rclone: input(rclone(tree ? 'copy' : 'copyto', a, b, streams)),
    lftp: input(lftp(lftpScript({ one, up, tree, source, target })))
  }
}

function lftpScript({ one, up, tree, source, target }) {
  if (tree) return `mirror ${up ? '-R ' : ''}--parallel=${one ? 1 : 32} ${quoted(source)} ${quoted(target)}`
  if (up) return `put ${quoted(source)} -o ${quoted(target)}`
  return one ? `get ${quoted(source)} -o ${quoted(target)}` : `pget -n 8 ${quoted(source)} -o ${quoted(target)}`
}

/** The program of a peer, as the shell finds it. */
const programOf = name => name.split(/[ ,]/)[0]

/** Seconds of a log-in alone; peers that must log in inside the measured time have it taken off. */
async function loginSeconds({ config, key, where, folder }) {
  const nothing = join(folder, 'nothing')
  const { words } = commands({
    config,
    key,
    where,
    one: false,
    direction: 'down',
    tree: true,
    source: nothing,
    target: nothing
  }).rclone
  const list = words.slice(0, -2).filter(word => word !== 'copy')
  const timed = async line => (await run(line, { limitMs: 30_000 }).catch(() => ({ seconds: 0 }))).seconds
  return {
    ssh: await timed(['ssh', '-F', config, where, 'true']),
    rclone: await timed(['rclone', 'lsf', ...list.slice(1), `:sftp:${nothing}`]),
    lftp: await timed(['ssh', '-F', config, where, 'true'])
  }
}

/**
 * Prepares the peers of one place. `attempt(name, work, limitMs)` runs one peer on one work and gives its seconds,
 * without its log-in.
 */
export async function createPeers({ config, key, folder }) {
  const logins = new Map()
  const installed = new Map()
  const loginOf = async where => {
    if (!logins.has(where)) logins.set(where, await loginSeconds({ config, key, where, folder }))
    return logins.get(where)
  }
  return {
    /** The cipher only matters where there is no wire to wait for. */
    namesFor: ({ where, tree }) => [
      ...['rsync', 'lftp', 'rclone', 'scp', 'scp -O', 'sftp -B -R'],
      ...(where === 'loop' && !tree ? ['scp, defaults'] : [])
    ],
    async isThere(name) {
      const program = programOf(name)
      if (!installed.has(program)) installed.set(program, await isInstalled(program))
      return installed.get(program)
    },
    async attempt(name, work, limitMs) {
      const { words, input: text } = commands({ ...work, config, key })[name]
      const login = await loginOf(work.where)
      const { seconds } = await run(words, { limitMs, input: text })
      const own = name === 'rclone' ? login.rclone : work.one ? 0 : login.ssh
      return Math.max(seconds - own, 0.001)
    }
  }
}
