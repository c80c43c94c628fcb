import { bootScript, mostUserData } from '@domain/cloud/work/boot-script'
import { describe, expect, it } from 'vitest'
import { runScripts } from '../../../../src/main/cloud/work/run-scripts'

const facts = {
  id: 'rabcdefghij1',
  user: 'ubuntu',
  publicKey: `ssh-rsa ${'A'.repeat(720)} farscope\n`,
  deadline: 1_800_000_000_999,
  spot: true,
  idleSeconds: 600,
  gpuIdleSeconds: null
}

describe('bootScript', () => {
  it('begins as cloud-init wants a script, and fits into user data', () => {
    const script = bootScript(runScripts(), facts)
    expect(script.startsWith('#!/bin/bash\n')).toBe(true)
    expect(Buffer.byteLength(script)).toBeLessThan(mostUserData * 0.8)
  })

  it('gives what it knows as words that no shell works out', () => {
    const scripts = { boot: 'printf "%s" "$key"', guard: 'true' }
    const script = bootScript(scripts, { ...facts, publicKey: "ssh-ed25519 AAAA $(id) 'x'" })
    expect(script).toContain(`key='ssh-ed25519 AAAA $(id) '\\''x'\\'''\n`)
    expect(script).toContain("deadline='1800000000'\n")
  })

  it('leaves comments out, which have no room there', () => {
    const scripts = { boot: '# about it\nboot', guard: '  # more\n\nguard' }
    expect(bootScript(scripts, facts).slice(2)).not.toMatch(/about|more/)
  })
})
