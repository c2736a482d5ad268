import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gatewaySettings } from '@pactwork/gateway/program/sections'
import { itemKeys, settingKeys, type SettingKey } from '@pactwork/gateway/program/setting-keys'
import { root } from '../stack/paths.ts'
import { madeBy, type Artifact } from './artifact.ts'

const path = 'gateway/README.md'
const begin = madeBy('the settings of gateway/src')
const end = '<!-- The settings end here. -->'

/** gateway/README.md, with every setting of the code in its tables; the rest of the page is written by hand. */
export function gatewaySettingsPage(page = readFileSync(join(root, path), 'utf8')): Artifact {
  const [before, after] = [page.indexOf(begin), page.indexOf(end)]
  if (before < 0 || after < before)
    throw new Error(`${path} has no place for the settings: "${begin}" … "${end}".`)

  return { path, content: `${page.slice(0, before)}${begin}\n\n${tables()}\n\n${page.slice(after)}` }
}

function tables(): string {
  const keys = [...settingKeys(gatewaySettings), ...itemKeys(gatewaySettings)]
  const sections = Map.groupBy(keys, ({ path: keyPath }) => (keyPath.length > 1 ? keyPath[0] : ''))

  return [...sections]
    .map(([section, rows]) =>
      [
        section === '' ? '### Of the whole' : `### \`${section}\``,
        ['| Setting | Default | What it is |', '| --- | --- | --- |', ...rows.map(row)].join('\n'),
      ].join('\n\n'),
    )
    .join('\n\n')
}

const row = ({ path: keyPath, byDefault, description }: SettingKey): string =>
  `| \`${keyPath.join('.')}\` | ${byDefault === undefined ? '' : `\`${byDefault}\``} | ${description.replaceAll('|', '\\|')} |`
