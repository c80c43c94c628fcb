import type { ReactNode } from 'react'
import { FilePage } from './file-page'
import { RulesParts } from './rules-parts'

/** The calendar itself and its resources with their rules. Who is no administrator reads them here. */
export function RulesPage(props: { onBack: () => void; onSaved: () => void }): ReactNode {
  return (
    <FilePage title='Resources and rules' {...props}>
      {({ setFile, ...draft }) => <RulesParts {...draft} onChange={setFile} />}
    </FilePage>
  )
}
