/** Reports as files: the engine writes them, the window saves them. */
import type { FarscopeClient } from '@contract/contract'
import type { LedgerChoice } from '@contract/ledger'
import { type Act, useAct } from '../../client/use-act'
import { saveFile } from '../../ui/save-file'

export type ReportForm = 'html' | 'csv' | 'bagit'

const types: Readonly<Record<ReportForm, string>> = { html: 'text/html', csv: 'text/csv', bagit: 'text/plain' }

/** Of a bag the manifest alone: the whole folder is what the command writes. */
export function useReport(
  client: FarscopeClient
): Act & { save(form: ReportForm, choice: LedgerChoice, copies: number): void } {
  const act = useAct()
  const save = (form: ReportForm, choice: LedgerChoice, copies: number): void =>
    void act.run(async () => {
      const parts: string[] = []
      let name = ''
      for await (const { file, text } of await client.ledger.report({ form, choice, copies })) {
        if (form === 'bagit' && file !== 'manifest-sha256.txt') continue
        name = file
        parts.push(text)
      }
      saveFile(parts, name, types[form])
    })
  return { ...act, save }
}
