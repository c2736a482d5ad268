import { randomUUID } from 'node:crypto'
import { readCatalogFolder } from '../catalog-folder.ts'
import type { Tenant } from '../tenants.ts'

type Tell = (line: string) => void

const publication = `publication {
  id catalogVersion publicationHash offeringCount sellableCount
  links(status: "INFERRED") { id kind from to rule evidence }
} report { outcome fileCount errorCount warningCount }`

/**
 * Imports a folder of TMF620 payloads as the catalog manager, confirms the links that could only be inferred,
 * and sets the business date into the catalog's validity when today lies outside.
 */
export async function importCatalog(tenant: Tenant, folder: string, tell: Tell): Promise<void> {
  const manager = await tenant.as('catalog-manager')
  const { files, links } = await readCatalogFolder(folder)
  tell(`importing ${files.length} TMF620 files as the catalog manager`)
  const imported = await manager.carry(
    'importCatalog',
    { files, ...(links && { links }) },
    { fields: publication },
  )
  const { report } = imported
  tell(
    `${report.outcome}: catalog ${imported.publication.catalogVersion}, ${imported.publication.offeringCount} offerings, ` +
      `${imported.publication.sellableCount} sellable, ${report.warningCount} warnings`,
  )

  const inferred: { id: string; from: string; to: string; rule: string }[] = imported.publication.links
  if (inferred.length > 0) {
    for (const link of inferred)
      tell(`confirming as the catalog manager: ${link.from} → ${link.to} (${link.rule})`)
    const confirmed = await manager.carry(
      'confirmLinks',
      {
        publicationHash: imported.publication.publicationHash,
        linkIds: inferred.map((link) => link.id),
        reason: 'Looked at by the catalog manager: names and descriptions belong together.',
      },
      { fields: 'publication { catalogVersion sellableCount }' },
    )
    tell(`catalog ${confirmed.publication.catalogVersion}: ${confirmed.publication.sellableCount} sellable`)
  }

  await moveBusinessDate(tenant, tell)
}

/** Commercial validity is decided by the business date; a demonstration may set it (M28). */
async function moveBusinessDate(tenant: Tenant, tell: Tell): Promise<void> {
  const manager = await tenant.as('catalog-manager')
  const today = new Date().toISOString().slice(0, 10)
  const { currentCatalogPublication } = await manager.data(
    `query ($near: Date!) { currentCatalogPublication { orderableDay(near: $near) } }`,
    { near: today },
  )
  const day: string | null = currentCatalogPublication?.orderableDay ?? null
  if (day === null)
    throw new Error('Nothing of this catalog can be ordered on any day: see the import report.')
  if (day === today) return

  const admin = await tenant.as('admin')
  const result = await admin.run('setBusinessDate', {
    businessDate: day,
    reason: 'The catalog is not valid today; the demonstration goes to a day on which it is.',
  })
  if (result['code'] && result['code'] !== 'BUSINESS_DATE_UNCHANGED')
    throw new Error(`setBusinessDate was refused: ${JSON.stringify(result)}`)
  tell(`today (${today}) is outside the catalog's validity: the business date is ${day}`)
}

/** A customer with a site, and the customer persona entitled to act for it. */
export async function makeCustomer(tenant: Tenant): Promise<{ customerId: string; siteId: string }> {
  const sales = await tenant.as('sales')
  const created = await sales.carry(
    'createCustomer',
    { name: `Nordlicht Logistik ${randomUUID().slice(0, 4)}`, segment: 'ENTERPRISE' },
    { fields: 'customer { id }' },
  )
  const customerId: string = created['customer'].id
  const site = await sales.carry(
    'addSite',
    {
      customerId,
      verified: true,
      address: { line: 'Speicherstraße 7', postalCode: '20457', city: 'Hamburg', country: 'DE' },
    },
    { fields: 'site { id }' },
  )
  const customer = await tenant.as('customer')
  const { me } = await customer.data('{ me { id } }')
  const admin = await tenant.as('admin')
  await admin.carry('grantCustomerAuthority', { customerId, userId: me.id })

  return { customerId, siteId: site['site'].id }
}
