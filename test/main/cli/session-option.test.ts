import { expect, it } from 'vitest'
import { namesAccount } from '../../../src/main/cli/session-option'

it.each([
  [['-A', 'mine'], '', true],
  [['-Amine'], '', true],
  [['--account=mine'], '', true],
  [[], '#!/bin/bash\n#SBATCH --account mine\n', true],
  [['--accounting-freq=30'], '#!/bin/bash\n# --account=mine\n', false]
])('an account of %j and %j is named: %s', (options, script, named) => {
  expect(namesAccount(options, script)).toBe(named)
})
