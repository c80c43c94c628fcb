import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Disk, disksScript, type HostIdentity, parseDisks, sameDisk } from '@domain/ledger/disks'
import { describe, expect, it } from 'vitest'

const host = (fingerprint: string, port = 22, here: HostIdentity['here'] = 'two') => ({
  ...{ keyType: 'ssh-ed25519', fingerprint, port, here }
})
const one = host('SHA256:one')
const other = host('SHA256:other')

const told = (of: Disk['host'], line: string, server = '', found = '', addresses = '10.0.0.1'): Disk => {
  const output = `host\t${addresses}\0disk\t1\t${server}\t${found}\t${line}\0`
  const disk = parseDisks(Buffer.from(output), of, [`name-of-${of?.fingerprint}`]).get(0)
  if (!disk) throw new Error('There is a disk.')
  return disk
}
const line = (source: string, type: string, kib = 1000): string => `${source} ${type}  ${kib}   500   500      50% /mnt`

describe('disks as their hosts tell them', () => {
  it('are two at two hosts, and one at one host under two names', () => {
    expect(sameDisk(told(one, line('/dev/sda1', 'xfs')), told(other, line('/dev/sda1', 'xfs')))).toBe('two')
    expect(sameDisk(told(one, line('/dev/sda1', 'xfs')), told(one, line('/dev/sdb1', 'xfs')))).toBe('one')
    expect(sameDisk(told(one, line('/dev/sda1', 'xfs')), told(null, line('/dev/sda1', 'ext4')))).toBe('two')
  })

  it('are not told apart where one key answers at two ports, or keys of two kinds answer', () => {
    const here = told(one, line('/dev/sda1', 'xfs'))
    expect(sameDisk(here, told(host('SHA256:one', 2222), line('/dev/sda1', 'xfs')))).toBe('unknown')
    expect(sameDisk(here, told({ ...other, keyType: 'ssh-rsa' }, line('/dev/sda1', 'xfs')))).toBe('unknown')
  })

  it('are one where two hosts mount shares of one file server, by name or by address', () => {
    const byName = told(one, line('nas:/export', 'nfs4'), 'nas', '10.0.0.9 ')
    expect(sameDisk(byName, told(other, line('10.0.0.9:/export/a b', 'nfs', 2000), '10.0.0.9', '10.0.0.9'))).toBe('one')
    expect(sameDisk(byName, told(other, line('far:/export', 'nfs4', 2000), 'far', '10.0.0.8'))).toBe('two')
    // One server behind two addresses, perhaps.
    expect(sameDisk(byName, told(other, line('far:/export', 'nfs4'), 'far', '10.0.0.8'))).toBe('unknown')
    expect(sameDisk(byName, told(null, line('//NAS/my share', 'cifs'), 'NAS'))).toBe('one')
  })

  it('are one where a host mounts what the other has itself', () => {
    const share = told(other, line('nas:/export', 'nfs4'), 'nas', '10.0.0.1')
    expect(sameDisk(told(one, line('/dev/sda1', 'xfs')), share)).toBe('one')
    expect(sameDisk(share, told(one, line('/dev/sda1', 'xfs'), '', '', '10.0.0.7'))).toBe('two')
    expect(sameDisk(told(other, line('nas:/export', 'nfs4'), 'nas'), told(one, line('/dev/sda1', 'xfs')))).toBe(
      'unknown'
    )
  })

  it('are those of this computer where a site is, perhaps or surely', () => {
    const disk = (of: Disk['host'], name = '/dev/sda1') => told(of, line(name, 'xfs'))
    const [perhaps, surely] = [host('SHA256:p', 2222, 'unknown'), host('SHA256:s', 22, 'one')]
    expect(sameDisk(disk(null), disk(perhaps, '/dev/sdb1'))).toBe('unknown')
    expect(sameDisk(disk(perhaps), disk(null))).toBe('unknown')
    expect(sameDisk(disk(null), disk(surely))).toBe('one')
    expect(sameDisk(disk(surely), disk(host('SHA256:t', 23, 'one')))).toBe('one')
    // Two keys at two ports of this computer, perhaps.
    expect(sameDisk(disk(perhaps), disk(surely))).toBe('unknown')
    expect(sameDisk(disk(perhaps), disk(other))).toBe('two')
    expect(sameDisk(disk(surely), disk(other))).toBe('two')
    // What it mounts is not its own disk.
    const share = told(perhaps, line('nas:/export', 'nfs4'), 'nas', '10.0.0.9')
    expect(sameDisk(disk(null), share)).toBe('two')
  })

  it('are not told apart where a cluster file system without a server has the same name, whatever its size', () => {
    // Each fileset tells its quota as its size, so one cluster tells two sizes; and two clusters may tell one.
    expect(sameDisk(told(one, line('gpfs0', 'gpfs')), told(other, line('gpfs0', 'gpfs', 1001)))).toBe('unknown')
    expect(sameDisk(told(one, line('gpfs0', 'gpfs')), told(other, line('gpfs0', 'gpfs')))).toBe('unknown')
    expect(sameDisk(told(one, line('gpfs0', 'gpfs')), told(other, line('gpfs1', 'gpfs', 1001)))).toBe('two')
  })

  it('are one where one file server of a cluster file system is named by both', () => {
    const lustre = (of: Disk['host'], text: string) => told(of, line(text, 'lustre'), text.split(':/')[0])
    expect(sameDisk(lustre(one, '10.1.0.1@tcp:10.1.0.2@tcp:/fs'), lustre(other, '10.1.0.2@tcp:/fs/sub'))).toBe('one')
  })

  it.skipIf(process.platform === 'win32')('are told by the script for each folder that is there', async () => {
    const folders = ['/', '/no such folder', '/tmp', '-x']
    const { stdout } = await promisify(execFile)('sh', ['-c', disksScript, 'sh', ...folders])
    const found = parseDisks(Buffer.from(stdout), null, [])
    expect([...found.keys()]).toEqual([0, 2])
    expect(found.get(0)).toMatchObject({ source: expect.stringMatching(/./), kib: expect.any(Number) })
  })
})
