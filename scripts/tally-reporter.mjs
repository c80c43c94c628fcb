import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'

/** The file and the test that ran when an error was caught by nobody, as far as vitest knows them. */
const ownerOf = ({ VITEST_TEST_PATH: path, VITEST_TEST_NAME: name }) => [
  path === undefined ? 'no file' : relative(process.cwd(), path),
  ...(name === undefined ? [] : [name]),
  'an error that nobody caught'
]

/**
 * A vitest reporter that writes the tally, what failed by name, and each skipped test with its reason, to the file named
 * in TALLY_FILE.
 */
// biome-ignore lint/style/noDefaultExport: vitest takes a reporter only as a default export.
export default class TallyReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const tally = { passed: 0, failed: 0, skipped: 0, failures: [] }
    const skips = []
    const failed = (...names) => {
      tally.failed++
      // One line each, whatever a title holds.
      tally.failures.push(names.join(' > ').replace(/\s+/g, ' '))
    }
    for (const error of unhandledErrors) failed(...ownerOf(error))
    for (const module of modules) {
      const file = module.relativeModuleId
      // A file that could not be loaded, or whose hooks failed, has no failing test to show for it.
      for (const _ of module.errors()) failed(file, 'the file itself')
      for (const suite of module.children.allSuites())
        for (const _ of suite.errors()) failed(file, suite.fullName, 'its hooks')
      for (const test of module.children.allTests()) {
        const { state, note } = test.result()
        if (state === 'passed') tally.passed++
        else if (state === 'failed') failed(file, test.fullName)
        else {
          tally.skipped++
          skips.push({ file, test: test.fullName, reason: note ?? 'no reason given' })
        }
      }
    }
    writeFileSync(process.env.TALLY_FILE, JSON.stringify({ tally, skips }))
  }
}
