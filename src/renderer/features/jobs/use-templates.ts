import type { JobTemplate, ModuleList } from '@contract/job-templates'
import { Failure } from '@domain/failure'
import { useEffect, useState } from 'react'
import { client } from '../../client/engine-link'

/** The templates, and the modules of the site; null while they are read. */
export interface Templates {
  readonly templates: readonly JobTemplate[]
  readonly modules: ModuleList | null
  readonly failure: Failure | null
}

/** Read when they are first wanted. A site that cannot be asked for its modules offers none, and says why. */
export function useTemplates(site: string, wanted: boolean): Templates {
  const [templates, setTemplates] = useState<readonly JobTemplate[]>([])
  const [modules, setModules] = useState<ModuleList | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    if (!wanted) return
    const control = new AbortController()
    const { signal } = control
    const unlessGone = (act: () => void): void => {
      if (!signal.aborted) act()
    }
    setModules(null)
    setFailure(null)
    client.jobs.templates(undefined, { signal }).then(
      read => unlessGone(() => setTemplates(read)),
      (thrown: unknown) => unlessGone(() => setFailure(Failure.from(thrown)))
    )
    client.jobs.modules({ site }, { signal }).then(
      list => unlessGone(() => setModules(list)),
      (thrown: unknown) =>
        unlessGone(() => setModules({ available: false, modules: [], message: Failure.from(thrown).message }))
    )
    return () => control.abort()
  }, [site, wanted])
  return { templates, modules, failure }
}
