/*
 * The last step of the build: tells each half of dist/ its module system, and where its `#platform` is. These maps must
 * stand here, because a nested package.json hides the map of the root's.
 */
import { writeFileSync } from 'node:fs'

const manifests = {
  cjs: { type: 'commonjs', imports: { '#platform': './platform/node.js' } },
  esm: { type: 'module', sideEffects: false, imports: { '#platform': './platform/web.js' } },
}

for (const [half, manifest] of Object.entries(manifests))
  writeFileSync(`dist/${half}/package.json`, JSON.stringify(manifest))
