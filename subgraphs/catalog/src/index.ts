import { defineContext } from '@pactwork/kernel/context'
import { mutation } from '@pactwork/kernel/resolver'
import { PrismaClient } from '../generated/prisma/client.ts'
import { confirmLinks } from './commands/confirm-links.ts'
import { importCatalog } from './commands/import-catalog.ts'
import { ProductOffering, productOffering, productOfferings } from './resolvers/offerings.ts'
import {
  CatalogPublication,
  catalogPublications,
  ConfirmLinksPayload,
  currentCatalogPublication,
  ImportCatalogPayload,
  importReport,
} from './resolvers/publications.ts'
import { offeringSnapshot, offeringSnapshots } from './resolvers/snapshots.ts'

export default defineContext({
  name: 'catalog',
  schema: new URL('../schema/', import.meta.url),
  prisma: PrismaClient,
  commands: [importCatalog, confirmLinks],
  resolvers: {
    Query: {
      productOffering,
      productOfferings,
      catalogPublications,
      currentCatalogPublication,
      importReport,
      offeringSnapshot,
      offeringSnapshots,
    },
    Mutation: { importCatalog: mutation(importCatalog), confirmLinks: mutation(confirmLinks) },
    ProductOffering,
    CatalogPublication,
    ImportCatalogPayload,
    ConfirmLinksPayload,
  },
})
