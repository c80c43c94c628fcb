/** `work` of each, at most `width` at a time, begun in their order; none is begun after one has failed. */
export async function eachAtOnce<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<void>
): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const item = items[next++]
      if (item === undefined) continue
      try {
        await work(item)
      } catch (thrown) {
        next = items.length
        throw thrown
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
}
