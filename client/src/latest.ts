// Requests that follow one another faster than their answers.

/**
 * Sends each request immediately, and reports only the answer to the last one. If there is a newer request when an
 * answer arrives, the answer is dropped, and the promise of its request resolves to undefined.
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
