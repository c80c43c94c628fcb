/** Which section of the job's drawer is in sight: the same for the next job that is chosen. */
import { createStore } from 'zustand'

export const jobSections = [
  { id: 'overview', label: 'Overview' },
  { id: 'use', label: 'Use' },
  { id: 'progress', label: 'Progress' },
  { id: 'script', label: 'Script' },
  { id: 'output', label: 'Output' }
] as const
export type JobSection = (typeof jobSections)[number]['id']

export const sectionStore = createStore<{ section: JobSection }>(() => ({ section: 'overview' }))

/** Shows a section in the drawer of whatever job is chosen. */
export function showSection(section: JobSection): void {
  sectionStore.setState({ section })
}
