import type { PlanStepId } from '@contract/plan-steps'

/** Names of the steps, in the order in which they run. */
export const stepNames: Readonly<Record<PlanStepId, string>> = {
  'movie-alignment': 'Movie alignment',
  autopick: 'Autopick',
  ctf: 'CTF estimation',
  extract: 'Extract',
  class2d: '2D classification',
  'refine3d-first': '3D autorefine, first',
  'movie-extract': 'Movie extract',
  'movie-refine': 'Movie refine',
  polish: 'Polish',
  class3d: '3D classification',
  'refine3d-last': '3D autorefine, last',
  rosetta: 'Rosetta',
  queue: 'cryoSPARC queue'
}

/** The name of a step; the word itself where it is none of the planner's. */
export const stepName = (step: string): string => Object.entries(stepNames).find(([id]) => id === step)?.[1] ?? step
