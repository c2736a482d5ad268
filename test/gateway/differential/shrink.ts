import { parse, print, visit, type ASTNode, type DocumentNode, Kind } from 'graphql'

/** The smallest operation found that still fails: parts are taken out one after another as long as it does. */
export async function shrunk(
  document: DocumentNode,
  fails: (smaller: DocumentNode) => Promise<boolean>,
): Promise<DocumentNode> {
  let smallest = document
  for (let index = 0; ;) {
    const smaller = without(smallest, index)
    if (!smaller) return smallest
    if (await fails(smaller)) smallest = smaller
    else index += 1
  }
}

/** The document without the nth part that can go: a selection, a directive, an argument, a definition. */
function without(document: DocumentNode, nth: number): DocumentNode | undefined {
  let count = 0
  let found = false
  const changed: DocumentNode = visit(document, {
    enter(node, _key, parent) {
      if (found) return false
      if (!canGo(node, parent)) return undefined
      count += 1
      if (count <= nth) return undefined
      found = true
      return null
    },
  })

  return found ? tidied(changed) : undefined
}

const canGo = (node: ASTNode, parent: ASTNode | readonly ASTNode[] | undefined): boolean => {
  switch (node.kind) {
    case Kind.FIELD:
    case Kind.INLINE_FRAGMENT:
    case Kind.FRAGMENT_SPREAD:
      return Array.isArray(parent) && parent.length > 1
    case Kind.DIRECTIVE:
    case Kind.ARGUMENT:
      return true
    default:
      return false
  }
}

/** Fragments and variables that nothing uses any more go, too. */
function tidied(document: DocumentNode): DocumentNode {
  const used = new Set<string>()
  visit(document, {
    FragmentSpread: (node) => void used.add(`...${node.name.value}`),
    VariableDefinition: () => false,
    Variable: (node) => void used.add(node.name.value),
  })
  const next: DocumentNode = visit(document, {
    FragmentDefinition: (node) => (used.has(`...${node.name.value}`) ? undefined : null),
    VariableDefinition: (node) => (used.has(node.variable.name.value) ? false : null),
  })

  return print(next) === print(document) ? parse(print(next)) : tidied(next)
}
