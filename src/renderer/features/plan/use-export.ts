import type { FarscopeClient } from '@contract/contract'
import type { PlanTable } from '@contract/plan'
import { type Act, useAct } from '../../client/use-act'
import { saveFile } from '../../ui/save-file'

/** The table of a page as CSV: the engine writes it, the window saves it. */
export function useExport(client: FarscopeClient): Act & { save: (table: PlanTable) => void } {
  const act = useAct()
  const save = (table: PlanTable): void =>
    void act.run(async () => {
      const { fileName, text } = await client.plan.csv(table)
      saveFile([text], fileName, 'text/csv')
    })
  return { ...act, save }
}
