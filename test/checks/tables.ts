/** A column: its type as PostgreSQL writes it, such as `timestamp(3) with time zone`. */
export type Column = { readonly type: string; readonly nullable: boolean }

export type Table = { readonly columns: Readonly<Record<string, Column>>; readonly key: readonly string[] }

/** Tables by name. */
export type Tables = Readonly<Record<string, Table>>

/** A sentence for each way in which schema.prisma says something else than the migrated database. */
export function drift(schema: Tables, database: Tables): string[] {
  const names = [...new Set([...Object.keys(schema), ...Object.keys(database)])].toSorted()

  return names.flatMap((name) => {
    const [said, is] = [schema[name], database[name]]
    if (!said) return [`the table ${name} has no model.`]
    if (!is) return [`the model of ${name} has no table.`]

    return [...columnDrift(name, said, is), ...keyDrift(name, said, is)]
  })
}

function columnDrift(table: string, said: Table, is: Table): string[] {
  const names = [...new Set([...Object.keys(said.columns), ...Object.keys(is.columns)])].toSorted()

  return names.flatMap((name) => {
    const [model, column] = [said.columns[name], is.columns[name]]
    if (!model) return [`the column ${table}.${name} has no field.`]
    if (!column) return [`the field of ${table}.${name} has no column.`]

    return [
      ...(model.type === column.type
        ? []
        : [`${table}.${name} is ${column.type}; its field says ${model.type}.`]),
      ...(model.nullable === column.nullable
        ? []
        : [`${table}.${name} ${column.nullable ? 'may' : 'may not'} be null; its field says otherwise.`]),
    ]
  })
}

const keyDrift = (table: string, said: Table, is: Table): string[] =>
  said.key.join() === is.key.join()
    ? []
    : [`the key of ${table} is (${is.key.join(', ')}); its model says (${said.key.join(', ')}).`]
