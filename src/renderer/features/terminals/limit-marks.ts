/** Marks and signs without a width that one letter may have: more than any script stacks on one. */
const most = 16
const tooMany = new RegExp(`([\\p{M}\\p{Cf}]{${most}})[\\p{M}\\p{Cf}]+`, 'gu')
/** Nothing below has such a mark, and most text of shells is below. */
const perhaps = /[\u0300-\uffff]/

/**
 * Drops what stands on one letter beyond any use. All of it goes into one cell, and a browser that has to draw a cell
 * with thousands of accents stops answering for minutes: a few kilobytes of any program's output would do that.
 */
export function limitMarks(text: string): string {
  return perhaps.test(text) ? text.replace(tooMany, '$1') : text
}
