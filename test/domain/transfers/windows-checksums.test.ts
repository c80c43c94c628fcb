import { forPowerShell } from '@domain/shell'
import {
  parseWindowsProbe,
  windowsHashRequest,
  windowsHashScript,
  windowsProbeScript
} from '@domain/transfers/windows-checksums'
import { expect, it } from 'vitest'

it('paths for Windows travel as Base64, without the slash that SFTP puts before a drive', () => {
  const decoded = windowsHashRequest(['/C:/a b', "/D:/'$(x)'\n", '/unc/日本'])
    .split(' ')
    .map(word => Buffer.from(word, 'base64').toString())
  expect(decoded).toEqual(['C:/a b', "D:/'$(x)'\n", '/unc/日本'])
})

it('a PowerShell that computes something else is not taken', () => {
  expect(parseWindowsProbe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\r\n')).toHaveLength(1)
  expect(parseWindowsProbe('')).toEqual([])
  expect(parseWindowsProbe('ab\r\n')).toEqual([])
})

it('the scripts for PowerShell fit into a line of cmd and come back as they were', () => {
  for (const script of [windowsProbeScript, windowsHashScript]) {
    const line = forPowerShell(script)
    expect(line.length).toBeLessThan(8191 - 400)
    expect(line).toMatch(/^powershell [A-Za-z -]+ -EncodedCommand [A-Za-z0-9+/=]+$/)
    expect(Buffer.from(line.split(' ').at(-1) ?? '', 'base64').toString('utf16le')).toBe(script)
  }
})
