import { defineErrors } from './define.ts'

export const configurationErrors = defineErrors({
  OFFERING_NOT_IN_CATALOG: {
    message: 'The catalog in force has no offering {offeringId}.',
    todo: 'Choose an offering of the current catalog.',
  },
  OVERRIDE_WITHOUT_VIOLATION: {
    message: 'The configuration does not violate {code} in a way that could be set aside.',
    todo: 'Leave the override out.',
  },
})
