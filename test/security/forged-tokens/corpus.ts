import type { Forgery } from './kit.ts'
import { forgeriesOfClaims } from './of-claims.ts'
import { forgeriesOfForm } from './of-form.ts'
import { forgeriesOfSignature } from './of-signature.ts'

/** Every way to forge a token that we thought of. */
export const forgeries: readonly Forgery[] = [
  ...forgeriesOfSignature,
  ...forgeriesOfForm,
  ...forgeriesOfClaims,
]
