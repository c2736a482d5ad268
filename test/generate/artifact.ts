/** A committed file that is made from code: its path within the project and what it has to hold. */
export type Artifact = { readonly path: string; readonly content: string }

/** JSON as it is committed: two spaces, a newline at the end. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** The line above every generated page. */
export const madeBy = (source: string): string =>
  `<!-- Made from ${source} by \`npm run generate\`; change that, not this page. -->`
