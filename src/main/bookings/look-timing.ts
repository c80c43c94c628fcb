/**
 * Between two looks of `watch` at a store, where FARSCOPE_CALENDAR_LOOK_MS says another time than the usual half minute.
 * Read here alone: the tests of the built program set it, which would wait that long for what another program wrote.
 */
export function lookTiming(environment: Readonly<Record<string, string | undefined>>): { everyMs?: number } {
  const told = Number(environment.FARSCOPE_CALENDAR_LOOK_MS)
  return Number.isInteger(told) && told >= 100 ? { everyMs: told } : {}
}
