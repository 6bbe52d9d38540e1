// The one way in which computed answers are kept: with the objects they were computed from.

/** What is known for one sequence of arguments, and where longer sequences continue. */
class Node<V> {
  isAnswered = false;
  answer: V | undefined;
  /** Most nodes have one continuation; a map is made for the second. */
  private key: unknown;
  private child: Node<V> | undefined;
  private others: Map<unknown, Node<V>> | undefined;

  next(key: unknown): Node<V> {
    if (this.child !== undefined && this.key === key) return this.child;
    const node = this.others?.get(key) ?? new Node<V>();
    if (this.child === undefined) {
      this.key = key;
      this.child = node;
    } else {
      this.others ??= new Map();
      this.others.set(key, node);
    }
    return node;
  }
}

/**
 * Gives a function a memory. Nothing has to be invalidated: whatever changes is a new object, and asks for a new
 * answer.
 * @param compute must look at nothing but its arguments, which are immutable. An answer lives as long as the first
 * argument, an object, and keeps the other arguments alive: so the first one is that which lives shortest. Objects
 * are compared by identity, primitives by value; `undefined` is an argument and an answer like others
 */
export function memoize<A extends object, Rest extends readonly unknown[], V>(
  compute: (first: A, ...rest: Rest) => V,
): (first: A, ...rest: Rest) => V {
  const roots = new WeakMap<A, Node<V>>();
  return (first, ...rest) => {
    let node = roots.get(first);
    if (node === undefined) {
      node = new Node();
      roots.set(first, node);
    }
    for (const argument of rest) node = node.next(argument);
    if (!node.isAnswered) {
      node.answer = compute(first, ...rest);
      node.isAnswered = true;
    }
    return node.answer as V;
  };
}
