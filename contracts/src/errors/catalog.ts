import { defineErrors } from './define.ts'

export const catalogErrors = defineErrors({
  CATALOG_IMPORT_BLOCKED: {
    message: 'The catalog was not published: {errorCount} error(s) in {fileCount} file(s).',
    todo: 'Correct what the report names as ERROR and import the folder again.',
    type: 'CatalogImportBlocked',
  },
  CATALOG_EMPTY: {
    message: 'The import has no resource of a catalog at all.',
    todo: 'Import a folder of TMF620 v4 payloads.',
  },
  CATALOG_NOT_PUBLISHED: {
    message: 'No catalog has been published yet.',
    todo: 'Import a catalog first.',
  },
  PUBLICATION_NOT_CURRENT: {
    message: 'Another publication, {catalogVersion}, is in force by now.',
    todo: 'Look at its links and confirm those.',
  },
  LINK_NOT_INFERRED: {
    message: 'The publication has no unconfirmed inferred link {linkId}.',
    todo: 'Read the links of the current publication; declared and confirmed ones need no confirmation.',
  },
})
