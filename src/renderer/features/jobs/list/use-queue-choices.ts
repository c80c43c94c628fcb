import type { SiteView } from '@contract/sites'
import { effectiveRoles } from '@domain/sites/roles'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { columnValue } from '../job-columns'
import type { StateGroup } from '../job-state'
import type { RowChoice } from './list-rows'
import { changeView, queueView } from './queue-view'

/** Whether jobs can be asked for there: a site of transfer or display hosts alone has no scheduler to ask. */
export function hasLoginHost(site: Pick<SiteView, 'hosts'>): boolean {
  return site.hosts.some(host => effectiveRoles(site, host).includes('login'))
}

/** Which sites the queue shows: one, that of the top bar until another one is chosen here, or all with a login host. */
export function useScope(sites: readonly SiteView[], site: string) {
  const allSites = useStore(queueView, view => view.allSites)
  const [own, setOwn] = useState<string | null>(null)
  // The top bar was used: what was chosen here gives way.
  const [before, setBefore] = useState(site)
  if (before !== site) {
    setBefore(site)
    setOwn(null)
    if (allSites) changeView({ allSites: false })
  }
  const withLogin = useMemo(() => sites.filter(hasLoginHost), [sites])
  const all = allSites && withLogin.length > 1
  const one = withLogin.some(({ name }) => name === own) && own !== null ? own : site
  const names = all ? withLogin.map(({ name }) => name).join(' ') : one
  const shown = useMemo(() => names.split(' '), [names])
  const choose = (chosen: string | null): void => {
    changeView({ allSites: chosen === null })
    setOwn(chosen)
  }
  return { choices: withLogin, all, one, shown, choose }
}

/** What is typed and toggled; the rest of the choice is the view that is kept. */
export function useRowChoice(cancelling: ReadonlySet<string>, siteLabel: (site: string) => string) {
  const { grouping, sort, unfoldArrays } = useStore(queueView)
  const [filter, setFilter] = useState('')
  const [states, setStates] = useState<ReadonlySet<StateGroup>>(new Set())
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was unfolded one by one is meant against the rule of then
  useEffect(() => setToggled(new Set()), [unfoldArrays, grouping])
  const choice = useMemo<RowChoice>(() => {
    const value = columnValue(sort?.column, siteLabel)
    return { filter, states, grouping, value, direction: sort?.direction, unfoldArrays, toggled, cancelling, siteLabel }
  }, [filter, states, grouping, sort, unfoldArrays, toggled, cancelling, siteLabel])
  const toggle = useCallback(
    (key: string): void =>
      setToggled(keys => {
        const next = new Set(keys)
        if (!next.delete(key)) next.add(key)
        return next
      }),
    []
  )
  const toggleState = (state: StateGroup): void =>
    setStates(chosen => {
      const next = new Set(chosen)
      if (!next.delete(state)) next.add(state)
      return next
    })
  const clear = (): void => {
    setFilter('')
    setStates(new Set())
  }
  return { choice, filter, setFilter, states, toggleState, clear, toggled, toggle }
}
