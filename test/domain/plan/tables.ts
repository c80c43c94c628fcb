/** The tables that ship with the program, as the engine reads them. */
import { join } from 'node:path'
import type { PlanData } from '@domain/plan/plan-data'
import { readPlanData } from '../../../src/main/plan/read-plan-data'

export const tables: Promise<PlanData> = readPlanData(join(import.meta.dirname, '../../../resources/plan'))
