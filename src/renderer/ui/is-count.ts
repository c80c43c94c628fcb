/** Whether what was typed is this count; signs between groups of digits do not matter. */
export const isCount = (typed: string, count: number): boolean => typed.replace(/[\s,.'’]/g, '') === String(count)
