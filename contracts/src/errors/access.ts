import { defineErrors } from './define.ts'

export const accessErrors = defineErrors({
  TENANT_ALREADY_PROVISIONED: {
    message: 'The tenant {slug} exists already.',
    todo: 'Use it, or choose another slug.',
  },
  TENANT_ID_NOT_DERIVED: {
    message: 'The id of the tenant {slug} is {expected}.',
    todo: 'Make the call for that tenant.',
  },
  TIME_ZONE_UNKNOWN: {
    message: '{timeZone} is not a time zone.',
    todo: 'Use an IANA name such as Europe/Berlin.',
  },
  SLUG_NOT_UNIQUE: {
    message: '{slug} is used twice among the users and clients.',
    todo: 'Give each a slug of its own.',
  },
  ROLE_ALREADY_GRANTED: { message: 'The user has the role {role} already.', todo: 'Nothing is left to do.' },
  ROLE_NOT_GRANTED: {
    message: 'The user does not have the role {role}.',
    todo: 'Look at the roles of the user.',
  },
  ROLE_CHANGE_OF_OWN_ACCOUNT: {
    message: 'Nobody changes their own roles.',
    todo: 'Ask another administrator of your tenant.',
  },
  GROUP_ALREADY_JOINED: {
    message: 'The user belongs to the group {group} already.',
    todo: 'Nothing is left to do.',
  },
  GROUP_NOT_JOINED: {
    message: 'The user does not belong to the group {group}.',
    todo: 'Look at the groups of the user.',
  },
  GROUP_CHANGE_OF_OWN_ACCOUNT: {
    message: 'Nobody changes their own groups.',
    todo: 'Ask another administrator of your tenant.',
  },
  LAST_ADMINISTRATOR: {
    message: 'This is the last administrator of the tenant.',
    todo: 'Make somebody else an administrator first.',
  },
  TOKEN_ALREADY_REVOKED: { message: 'The token is revoked already.', todo: 'Nothing is left to do.' },
  TOKEN_EXPIRED: { message: 'The token has expired and is refused anyway.', todo: 'Nothing is left to do.' },
  BUSINESS_DATE_UNCHANGED: { message: 'The business date is that already.', todo: 'Nothing is left to do.' },
})
