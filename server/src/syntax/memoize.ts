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
 * are compared by identity, primitives by value; `undefined` is an argument and an answer like others. Its parameters
 * have no defaults, and none is a rest parameter: only those that its `length` counts tell answers apart
 */
export function memoize<A extends object, Rest extends readonly unknown[], V>(
  compute: (first: A, ...rest: Rest) => V,
): (first: A, ...rest: Rest) => V {
  const roots = new WeakMap<A, Node<V>>();
  const count = compute.length;
  if (count > maxArguments) throw new Error(`memoize: ${count} arguments are too many`);
  // Every parameter by its name: an array for each of the many calls of a keystroke would cost more than the answers.
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
      node.answer = compute(first, ...([b, c, d, e, f, g].slice(0, count - 1) as unknown as Rest));
      node.isAnswered = true;
    }
    return node.answer as V;
  }
  return recall as unknown as (first: A, ...rest: Rest) => V;
}

const maxArguments = 7;
