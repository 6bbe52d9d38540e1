// The one way in which computed answers are kept: with the objects they were computed from.

/** What has been computed for one sequence of arguments, and the nodes of longer sequences. */
interface Node<V> {
  answer?: { readonly value: V };
  objects?: WeakMap<object, Node<V>>;
  others?: Map<unknown, Node<V>>;
}

/**
 * Gives a function a memory. An answer lives as long as the objects among its arguments, so nothing has to be
 * invalidated: whatever changes is a new object, and asks for a new answer.
 * @param compute must look at nothing but its arguments, which are immutable; the first one is an object. Objects are
 * compared by identity, strings and other primitives by value. `undefined` is an argument and an answer like others
 */
export function memoize<A extends object, Rest extends readonly unknown[], V>(
  compute: (first: A, ...rest: Rest) => V,
): (first: A, ...rest: Rest) => V {
  const roots = new WeakMap<object, Node<V>>();
  return (first, ...rest) => {
    let node = roots.get(first);
    if (node === undefined) {
      node = {};
      roots.set(first, node);
    }
    for (const argument of rest) node = child(node, argument);
    node.answer ??= { value: compute(first, ...rest) };
    return node.answer.value;
  };
}

function child<V>(parent: Node<V>, argument: unknown): Node<V> {
  const isObject = typeof argument === 'object' && argument !== null;
  if (isObject) parent.objects ??= new WeakMap();
  else parent.others ??= new Map();
  const children = (isObject ? parent.objects : parent.others) as Map<unknown, Node<V>>;
  let node = children.get(argument);
  if (node === undefined) {
    node = {};
    children.set(argument, node);
  }
  return node;
}
