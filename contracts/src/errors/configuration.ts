import { defineErrors } from './define.ts'

export const configurationErrors = defineErrors({
  OFFERING_NOT_IN_CATALOG: {
    message: 'The catalog in force has no offering {offeringId}.',
    todo: 'Choose an offering of the current catalog.',
  },
  OVERRIDE_NOT_PERMITTED: {
    message: 'Overriding a configuration rule needs the permission configuration:override.',
    todo: 'Ask someone who holds it, or choose a valid combination.',
  },
  OVERRIDE_WITHOUT_VIOLATION: {
    message: 'The configuration does not violate {code}, so there is nothing to override.',
    todo: 'Leave the override out.',
  },
})
