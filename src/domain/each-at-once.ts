/**
 * What `work` makes of each, in their order, at most `width` at a time, begun in their order; none is begun after one has
 * failed.
 */
export async function eachAtOnce<Item, Value>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Value>
): Promise<Value[]> {
  const values: Value[] = new Array(items.length)
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++
      const item = items[at]
      if (item === undefined) continue
      try {
        values[at] = await work(item)
      } catch (thrown) {
        next = items.length
        throw thrown
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
  return values
}
