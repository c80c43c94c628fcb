import { execFileSync } from 'node:child_process'
import { decodeName, encodeName } from '@domain/bytes-name'
import { commandLine, forAnyLoginShell, fromStandardInput, quote, withArguments } from '@domain/shell'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** Any bytes but NUL, as lossless strings. */
const anyBytes = fc.uint8Array({ maxLength: 40 }).map(bytes => decodeName(bytes.filter(byte => byte !== 0)))

/** Strings made of what shells treat. */
const hostile = fc
  .array(fc.constantFrom("'", '"', '\\', '$', '`', '!', '%', '\n', '\r', '\t', ' ', '*', '~', '-', ';', '&', '\udcff'))
  .map(parts => parts.join(''))
const words = fc.array(fc.oneof(anyBytes, hostile), { maxLength: 4 })

/** What sh prints for the script; the script goes in as bytes, as it does through a channel. */
function sh(script: string, input: Uint8Array = new Uint8Array()): Buffer {
  const whole = Buffer.concat([Buffer.from(encodeName(script)), Buffer.from('\n'), input])
  return execFileSync('sh', ['-s'], { input: whole, timeout: 10_000 })
}

const print = 'for w in "$@"; do printf "%s." "$w"; done'
const printed = (parts: readonly string[]): Buffer =>
  Buffer.concat(parts.map(part => Buffer.concat([Buffer.from(encodeName(part)), Buffer.from('.')])))
const runs = { numRuns: 60 }

describe('Quoting', () => {
  it('gives every word back byte for byte through a real sh', () => {
    fc.assert(
      fc.property(words, given => {
        expect(sh(`printf '%s.' ${commandLine([...given, ''])}`)).toEqual(printed([...given, '']))
      }),
      runs
    )
  })

  it('hands the script and its arguments unchanged through a login shell', () => {
    fc.assert(
      fc.property(words, given => {
        const line = forAnyLoginShell(withArguments(print, given))
        expect(execFileSync('sh', ['-c', line], { timeout: 10_000 })).toEqual(printed(given))
      }),
      runs
    )
  })

  it('leaves in a command line nothing that some login shell would treat', () => {
    fc.assert(
      fc.property(anyBytes, script => {
        const inside = /^sh -c '(.*)'$/s.exec(forAnyLoginShell(script))?.[1] ?? '!'
        // A backslash stands only before the octal digits of printf, where fish, too, leaves it alone.
        expect(inside).not.toMatch(/['!\n\r]|\\(?!0[0-7]{3})/)
      })
    )
  })

  it('takes exactly the script from standard input and leaves the rest to it', () => {
    fc.assert(
      fc.property(anyBytes, rest => {
        const script = `printf %s "${'x'.repeat(200)}"; cat`
        const bytes = encodeName(script)
        const output = execFileSync('sh', ['-c', fromStandardInput(bytes.length)], {
          input: Buffer.concat([bytes, encodeName(rest)]),
          timeout: 10_000
        })
        expect(output).toEqual(Buffer.concat([Buffer.from('x'.repeat(200)), encodeName(rest)]))
      }),
      { numRuns: 15 }
    )
  })

  it('refuses a NUL byte, which no argument can hold', () => {
    for (const attempt of [() => quote('a\0'), () => withArguments('\0', []), () => forAnyLoginShell('\0')])
      expect(attempt).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})
