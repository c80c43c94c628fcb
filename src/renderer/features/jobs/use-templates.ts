import type { JobTemplate } from '@contract/job-templates'
import { Failure } from '@domain/failure'
import { useEffect, useState } from 'react'
import { client } from '../../client/engine-link'

/** The templates, and the modules of the site where it has any. */
export interface Templates {
  readonly templates: readonly JobTemplate[]
  readonly modules: readonly string[]
  readonly failure: Failure | null
}

/** Read when they are first wanted. A site that cannot tell its modules just offers none. */
export function useTemplates(site: string, wanted: boolean): Templates {
  const [templates, setTemplates] = useState<readonly JobTemplate[]>([])
  const [modules, setModules] = useState<readonly string[]>([])
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    if (!wanted) return
    const control = new AbortController()
    const { signal } = control
    const unlessGone = (act: () => void): void => {
      if (!signal.aborted) act()
    }
    setModules([])
    setFailure(null)
    client.jobs.templates(undefined, { signal }).then(
      read => unlessGone(() => setTemplates(read)),
      (thrown: unknown) => unlessGone(() => setFailure(Failure.from(thrown)))
    )
    client.jobs.modules({ site }, { signal }).then(
      list => unlessGone(() => setModules(list.modules.map(({ name }) => name))),
      () => {}
    )
    return () => control.abort()
  }, [site, wanted])
  return { templates, modules, failure }
}
