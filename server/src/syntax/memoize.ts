// Caches computed results together with the objects that they were computed from. All caches in the server use it.

/** The result for one sequence of arguments, and the nodes for longer sequences. */
class Node<V> {
  isAnswered = false;
  answer: V | undefined;
  /** Most nodes have one continuation. A map is created for the second one. */
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
 * Caches the results of a function. Nothing needs invalidation: anything that changes is a new object and gets a new
 * result.
 * @param compute must depend only on its arguments, which are immutable. A result lives as long as the first argument,
 * an object, and keeps the other arguments alive, so the first argument should be the one with the shortest life.
 * Objects are compared by identity and primitives by value; `undefined` is a valid argument and result. The function
 * must have no default or rest parameters, because only the parameters that its `length` includes distinguish results
 */
export function memoize<A extends object, Rest extends readonly unknown[], V>(
  compute: (first: A, ...rest: Rest) => V,
): (first: A, ...rest: Rest) => V {
  const roots = new WeakMap<A, Node<V>>();
  const count = compute.length;
  // Ignores the arguments beyond its own.
  const computed = compute as unknown as (first: A, ...rest: unknown[]) => V;
  if (count > maxArguments) throw new Error(`memoize: ${count} arguments are too many`);
  // Names each parameter, because an array for each of the many calls per keystroke would cost more than the results.
  function recall(first: A, b: unknown, c: unknown, d: unknown, e: unknown, f: unknown, g: unknown): V {
    let node = roots.get(first);
    if (node === undefined) {
      node = new Node();
      roots.set(first, node);
    }
    if (count > 1) node = node.next(b);
    if (count > 2) node = node.next(c);
    if (count > 3) node = node.next(d);
    if (count > 4) node = node.next(e);
    if (count > 5) node = node.next(f);
    if (count > 6) node = node.next(g);
    if (!node.isAnswered) {
      node.answer = computed(first, b, c, d, e, f, g);
      node.isAnswered = true;
    }
    return node.answer as V;
  }
  return recall as unknown as (first: A, ...rest: Rest) => V;
}

const maxArguments = 7;
