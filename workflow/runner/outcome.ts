export type Scalar = string | number | boolean

/** What a worker's step came to. A technical failure is thrown, never returned. */
export type Outcome =
  | { readonly kind: 'completed'; readonly variables: Readonly<Record<string, Scalar>> }
  | { readonly kind: 'refused'; readonly errorCode: string; readonly because: string }

/** The step is done; `variables` are scalars that refer, never documents (WFL-02). */
export const completed = (variables: Readonly<Record<string, Scalar>> = {}): Outcome => ({
  kind: 'completed',
  variables,
})

/** The domain said no: the token leaves by the BPMN error `errorCode`, nothing is repeated (WFL-11). */
export const refused = (errorCode: string, because: string): Outcome => ({
  kind: 'refused',
  errorCode,
  because,
})
