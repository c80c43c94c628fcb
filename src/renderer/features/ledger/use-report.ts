/** Reports as files: the engine writes them, the window saves them. */
import type { FarscopeClient } from '@contract/contract'
import type { LedgerChoice } from '@contract/ledger'
import { type Act, useAct } from '../../client/use-act'
import { printPage } from '../../ui/print-page'
import { saveFile } from '../../ui/save-file'

/** `print`: the page for signing off goes to the printer, or into a PDF, by the dialog of the browser. */
export type ReportForm = 'html' | 'csv' | 'bagit' | 'print'

const types = { html: 'text/html', csv: 'text/csv', bagit: 'text/plain' } as const

/** Of a bag the manifest alone: the whole folder is what the command writes. */
export function useReport(
  client: FarscopeClient
): Act & { save(form: ReportForm, choice: LedgerChoice, copies: number): void } {
  const act = useAct()
  const save = (form: ReportForm, choice: LedgerChoice, copies: number): void =>
    void act.run(async () => {
      const parts: string[] = []
      let name = ''
      for await (const { file, text } of await client.ledger.report({
        form: form === 'print' ? 'html' : form,
        choice,
        copies
      })) {
        if (form === 'bagit' && file !== 'manifest-sha256.txt') continue
        name = file
        parts.push(text)
      }
      if (form === 'print') await printPage(parts.join(''))
      else saveFile(parts, name, types[form])
    })
  return { ...act, save }
}
