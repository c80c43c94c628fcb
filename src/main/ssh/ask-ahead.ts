/** How many are asked for before the first answer: in a small folder the second says that there is no more. */
const first = 2
/** sshfs asks as far ahead (libfuse/sshfs, READDIR_MAX). */
const most = 32

/**
 * The answers to a question that is asked again and again until one is the last, in the order of asking. More and more
 * questions are on the way at once, so that a long list does not take a round trip for each of its parts. What a server
 * that works on them side by side still answers after a last one is not lost.
 */
export async function* askAhead<Answer>(
  ask: () => Promise<Answer>,
  isLast: (answer: Answer) => boolean
): AsyncGenerator<Answer, void, void> {
  const asked: Promise<Answer>[] = []
  let ahead = first
  let answers = 0
  let last = false
  const askMore = (): void => {
    while (!last && asked.length < ahead) {
      const answer = ask()
      // It is looked at when its turn comes; that may be never.
      answer.catch(() => undefined)
      asked.push(answer)
    }
  }
  askMore()
  for (let next = asked.shift(); next; next = asked.shift()) {
    const answer = await next
    last ||= isLast(answer)
    if (answers++ > 0) ahead = Math.min(most, ahead * 2)
    askMore()
    if (!isLast(answer)) yield answer
  }
}
