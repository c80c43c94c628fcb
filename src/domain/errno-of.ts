/** The name of an error of the operating system, as Node has it: `ENOENT` (errno(3)); empty: it is none. */
export const errnoOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
