// Questions that follow one another faster than their answers.

/**
 * Asks each question at once, and tells only the answer to the last one: one that comes late, after another
 * question, is dropped. What it gives back resolves to undefined for a question that was not the last.
 */
export function latest<Q, A>(
  ask: (question: Q) => Promise<A>,
  tell: (answer: A) => void,
): (question: Q) => Promise<{ readonly answer: A } | undefined> {
  let last = 0;
  return async (question) => {
    const own = ++last;
    const answer = await ask(question);
    if (own !== last) return undefined;
    tell(answer);
    return { answer };
  };
}
