import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { basename } from 'node:path'
import { diff } from './diff.ts'
import { catalogFolders, readFolder } from './folder.examples.ts'
import { publishRead, readCatalog } from './import-files.ts'
import { publish, type Source } from './publication.ts'
import type { CatalogFile } from './read.ts'

const importing = (files: readonly CatalogFile[], confirmed: readonly string[] = []) => {
  const { source, published } = publishRead(readCatalog(files), [], confirmed)
  if (!published) throw new Error('The import was blocked.')

  return { source, content: published.content }
}

const inferred = (files: readonly CatalogFile[]): string[] =>
  importing(files).content.links.flatMap(({ id, status }) => (status === 'INFERRED' ? [id] : []))

/** The same content, written otherwise: keys in another order, other blanks. */
const rewritten = (text: string, indent: number): string => {
  const turned = JSON.parse(text, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toReversed())
      : value,
  )

  return JSON.stringify(turned, null, indent)
}

describe.each(catalogFolders().map((folder) => [basename(folder), folder]))('the catalog %s', (_, folder) => {
  const files = readFolder(folder)

  test('CAT-02 the same files in another order, under other names and written otherwise are the same publication', () => {
    const { publicationHash } = importing(files).content
    const order = fc.shuffledSubarray(files, { minLength: files.length, maxLength: files.length })

    fc.assert(
      fc.property(order, fc.constantFrom(0, 3), (shuffled, indent) => {
        const again = shuffled.map(({ text }, index) => ({
          path: `${index}.json`,
          text: rewritten(text, indent),
        }))

        expect(importing(again).content.publicationHash).toBe(publicationHash)
      }),
      { numRuns: 25 },
    )
  })

  test('CAT-04 a publication is made again from what was kept of it', () => {
    const { source, content } = importing(files, inferred(files))
    const kept: Source = JSON.parse(JSON.stringify(source))

    expect(publish(kept).content).toEqual(content)
  })

  test('one changed price is one change, and the diff shows both amounts', () => {
    const confirmed = inferred(files)
    const priced = files.findIndex(({ text }) => JSON.parse(text)['@type'] === 'ProductOfferingPrice')
    const changed = files.map((file, index) =>
      index === priced ? { ...file, text: file.text.replace(/("value": ?)[\d.e]+/, '$1 98765.25') } : file,
    )
    const before = importing(files, confirmed)
    const after = importing(changed, confirmed)

    expect(after.content.publicationHash).not.toBe(before.content.publicationHash)
    expect(diff(before, after)).toEqual([
      {
        kind: 'CHANGED',
        resourceType: 'ProductOfferingPrice',
        key: expect.any(String),
        version: expect.any(String),
        path: 'amount',
        was: expect.stringMatching(/^[\d.]+$/),
        is: '98765.25',
      },
    ])
    expect(diff(before, before)).toEqual([])
  })

  test('a removed file is a removed resource', () => {
    const { source } = importing(files)
    const without = importing(files.slice(1))
    const removed = diff(importing(files), without).filter(({ kind }) => kind === 'REMOVED')

    expect(removed.filter(({ resourceType }) => resourceType !== 'Link')).toHaveLength(
      source.resources.length - without.source.resources.length,
    )
  })

  test('CAT-03 nothing is blocked, something sells once links are confirmed; what is unsold says why, every version has its hash', () => {
    const { offerings } = importing(files, inferred(files)).content
    const unsold = offerings.filter(({ versions }) => versions.every(({ reasons }) => reasons.length > 0))

    expect(offerings.length).toBeGreaterThan(unsold.length)
    for (const { versions } of unsold)
      for (const { reasons } of versions) expect(reasons[0]?.message).toBeTruthy()
    for (const { versions } of offerings)
      for (const { constraintSetHash } of versions) expect(constraintSetHash).toMatch(/^sha256:/)
  })
})
