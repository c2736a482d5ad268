import {
  Kind,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { literalsOf, type Literals } from './literals.ts'

/**
 * The size of a selection with every fragment put in the place of its spreads: how deep fields are nested, how deep
 * selections are (fragments count there), how many of what. Numbers stop at `most`.
 */
export type Size = {
  depth: number
  nesting: number
  fields: number
  aliases: number
  directives: number
  rootFields: number
}

/** What a document is as a whole, whatever of it is carried out: each number the largest of any definition. */
export type Measured = Size &
  Literals & {
    operations: number
    fragments: number
    definedVariables: number
    /** The longest name of an operation, fragment, variable or alias. */
    longestName: string
    /** An alias that begins with `__`. */
    reserved: string | undefined
    /** A fragment that spreads itself, directly or through others. */
    cycle: string | undefined
  }

/** Where counting stops: far above every limit, far below what a number cannot tell from its successor. */
export const most = 1_000_000_000

const sum = (one: number, other: number): number => Math.min(most, one + other)
const nothing: Size = { depth: 0, nesting: 0, fields: 0, aliases: 0, directives: 0, rootFields: 0 }

/**
 * Measures a parsed document, valid or not, in time linear in its length: each fragment is measured once, however
 * often it is spread, so a bomb of fragments costs no more than its text. Fields inside fragments that nothing
 * spreads count as well, since validation looks at them.
 */
export function measure(document: DocumentNode): Measured {
  const fragments = new Map<string, FragmentDefinitionNode>()
  const sizes = new Map<string, Size>()
  const open = new Set<string>()
  const literals = literalsOf()
  const measured: Pick<Measured, 'longestName' | 'reserved' | 'cycle'> = {
    longestName: '',
    reserved: undefined,
    cycle: undefined,
  }
  const named = (name: string | undefined): void => {
    if (name !== undefined && name.length > measured.longestName.length) measured.longestName = name
  }
  const applied = (directives: readonly DirectiveNode[] = []): number => {
    for (const { arguments: given = [] } of directives) for (const { value } of given) literals.add(value)
    return directives.length
  }

  const sizeOf = ({ selections }: SelectionSetNode): Size => {
    const total = { ...nothing }
    const add = (inner: Size, below: number): void => {
      total.depth = Math.max(total.depth, inner.depth + below)
      total.nesting = Math.max(total.nesting, inner.nesting + 1)
      total.fields = sum(total.fields, inner.fields)
      total.aliases = sum(total.aliases, inner.aliases)
      total.directives = sum(total.directives, inner.directives)
    }

    for (const node of selections) {
      total.directives = sum(total.directives, applied(node.directives))
      if (node.kind === Kind.FIELD) {
        const alias = node.alias?.value
        named(alias)
        if (alias?.startsWith('__')) measured.reserved ??= alias
        for (const { value } of node.arguments ?? []) literals.add(value)
        add(node.selectionSet ? sizeOf(node.selectionSet) : nothing, 1)
        total.fields = sum(total.fields, 1)
        total.aliases = sum(total.aliases, alias === undefined ? 0 : 1)
        total.rootFields = sum(total.rootFields, 1)
      } else {
        const inner =
          node.kind === Kind.INLINE_FRAGMENT ? sizeOf(node.selectionSet) : fragmentSize(node.name.value)
        add(inner, 0)
        total.rootFields = sum(total.rootFields, inner.rootFields)
      }
    }
    return total
  }

  const fragmentSize = (name: string): Size => {
    const known = sizes.get(name)
    if (known) return known
    const fragment = fragments.get(name)
    if (!fragment) return nothing
    if (open.has(name)) {
      measured.cycle ??= name
      return nothing
    }
    open.add(name)
    const size = sizeOf(fragment.selectionSet)
    open.delete(name)
    const own = { ...size, directives: sum(size.directives, applied(fragment.directives)) }
    sizes.set(name, own)

    return own
  }

  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)

  const whole = { ...nothing, operations: 0, fragments: 0, definedVariables: 0 }
  const grow = (size: Size): void => {
    whole.depth = Math.max(whole.depth, size.depth)
    whole.nesting = Math.max(whole.nesting, size.nesting)
    whole.fields = Math.max(whole.fields, size.fields)
    whole.aliases = Math.max(whole.aliases, size.aliases)
    whole.directives = Math.max(whole.directives, size.directives)
  }
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      whole.fragments += 1
      named(definition.name.value)
      grow(fragmentSize(definition.name.value))
    }
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    const { name, variableDefinitions = [], directives, selectionSet } = definition
    let used = applied(directives)
    whole.operations += 1
    whole.definedVariables = Math.max(whole.definedVariables, variableDefinitions.length)
    named(name?.value)
    for (const { variable, type, defaultValue, directives: own } of variableDefinitions) {
      named(variable.name.value)
      literals.addType(type)
      if (defaultValue) literals.add(defaultValue)
      used += applied(own)
    }
    const size = sizeOf(selectionSet)
    grow({ ...size, directives: sum(size.directives, used) })
    whole.rootFields = Math.max(whole.rootFields, size.rootFields)
  }

  return { ...whole, ...measured, ...literals.found }
}
