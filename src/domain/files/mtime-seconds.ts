/** Whole seconds since 1970 UTC, as servers tell them. */
export const mtimeSeconds = ({ mtime }: { readonly mtime: string }): number => Math.floor(Date.parse(mtime) / 1000)
