/** Which part of a run the drawer shows; it stays when another run is chosen. */
import { createStore } from 'zustand'

export const runSections = [
  { id: 'overview', label: 'Overview' },
  { id: 'log', label: 'Log' },
  { id: 'files', label: 'Files' },
  { id: 'machine', label: 'Machine' },
  { id: 'cost', label: 'Cost' }
] as const
export type RunSection = (typeof runSections)[number]['id']

export const sectionStore = createStore<{ readonly section: RunSection }>(() => ({ section: 'overview' }))
export const showSection = (section: RunSection): void => sectionStore.setState({ section })
