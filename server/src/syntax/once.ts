// Answers that are found once for each object, for as long as it lives.

/**
 * Gives `find` a memory: the answer for an object is kept with it, and given again. Nothing has to be dropped, since
 * what changes here is a new object.
 * @param find looks at nothing but the object, and always has an answer: undefined would be asked for again, so the
 * type does not allow it
 */
export function once<K extends object, V extends NonNullable<unknown>>(find: (of: K) => V): (of: K) => V {
  const known = new WeakMap<K, V>();
  return (of) => {
    let answer = known.get(of);
    if (answer === undefined) {
      answer = find(of);
      known.set(of, answer);
    }
    return answer;
  };
}
