import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** The file and the test that ran when an error was caught by nobody, as far as vitest knows them. */
const ownerOf = ({ VITEST_TEST_PATH: path, VITEST_TEST_NAME: name }) => [
  path === undefined ? 'no file' : relative(process.cwd(), path),
  ...(name === undefined ? [] : [name]),
  'an error that nobody caught'
]

/** Characters of why a test failed: enough for what was expected, what came and where. */
const mostOfReason = 1500

/** What an error says of itself, on lines of its own; `error` is vitest's, so it may lack anything. */
const reasonOf = error => {
  const { message, diff, stack } = error ?? {}
  const place = /^ *at (?!.*node_modules).*$/m.exec(stack ?? '')?.[0].trim()
  const text = stripVTControlCharacters([message, diff, place].filter(Boolean).join('\n'))
  return text.slice(0, mostOfReason).replace(/\n/g, '\n    ')
}

/**
 * A vitest reporter that writes the tally, what failed by name and why, and each skipped test with its reason, to the file named
 * in TALLY_FILE.
 */
// biome-ignore lint/style/noDefaultExport: vitest takes a reporter only as a default export.
export default class TallyReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const tally = { passed: 0, failed: 0, skipped: 0, failures: [] }
    const skips = []
    const failed = (error, ...names) => {
      tally.failed++
      // The name on one line, whatever a title holds; under it why.
      tally.failures.push(`${names.join(' > ').replace(/\s+/g, ' ')}\n    ${reasonOf(error)}`)
    }
    for (const error of unhandledErrors) failed(error, ...ownerOf(error))
    for (const module of modules) {
      const file = module.relativeModuleId
      // A file that could not be loaded, or whose hooks failed, has no failing test to show for it.
      for (const error of module.errors()) failed(error, file, 'the file itself')
      for (const suite of module.children.allSuites())
        for (const error of suite.errors()) failed(error, file, suite.fullName, 'its hooks')
      for (const test of module.children.allTests()) {
        const { state, note, errors } = test.result()
        if (state === 'passed') tally.passed++
        else if (state === 'failed') failed(errors?.[0], file, test.fullName)
        else {
          tally.skipped++
          skips.push({ file, test: test.fullName, reason: note ?? 'no reason given' })
        }
      }
    }
    writeFileSync(process.env.TALLY_FILE, JSON.stringify({ tally, skips }))
  }
}
