import { consoleHostKeys } from '@domain/cloud/runs/console-host-keys'
import { describe, expect, it } from 'vitest'

const keyOf = (type: string, fill: string): string =>
  `${type} ${btoa(`\0\0\0${String.fromCharCode(type.length)}${type}\0\0\0 ${fill.repeat(32)}`)}`
const key = keyOf('ssh-ed25519', 'k')
const ecdsa = keyOf('ecdsa-sha2-nistp256', 'e')
const block = (...lines: string[]): string =>
  ['-----BEGIN SSH HOST KEY KEYS-----', ...lines, '-----END SSH HOST KEY KEYS-----'].join('\r\n')

describe('host keys on a console', () => {
  it('are read without their comments, whatever stands before them', () => {
    const text = `[    0.0] boot\r\n${block(`${ecdsa} root@ip-10-0-0-1`, `<14>Nov 22 cloud-init: ${key} root@ip`)}\r\nlogin:`
    expect(consoleHostKeys(text)).toEqual([ecdsa, key])
  })

  it('are those of the latest boot', () => {
    const later = keyOf('ssh-ed25519', 'n')
    expect(consoleHostKeys(`${block(key)}\r\n${block(later)}`)).toEqual([later])
  })

  it('are none while the block is not whole, or holds something else', () => {
    expect(consoleHostKeys('Linux version 6.8')).toEqual([])
    expect(consoleHostKeys(`-----BEGIN SSH HOST KEY KEYS-----\r\n${key}\r\n`)).toEqual([])
    const wrong = key.replace('ssh-ed25519 ', 'ssh-rsa ')
    expect(consoleHostKeys(block(wrong, 'ssh-ed25519 not-a-key', 'rm -rf /'))).toEqual([])
  })

  it('are none that stand outside of it', () => {
    expect(consoleHostKeys(`${key}\r\n${block(ecdsa)}\r\n${key}`)).toEqual([ecdsa])
  })
})
