// Bundles the app in the working folder, as `react-native bundle` does.
import { createRequire } from 'node:module'
import { join } from 'node:path'

const folder = process.cwd()
const Metro = createRequire(join(folder, 'index.js'))('metro')
const config = await Metro.loadConfig({ cwd: folder, config: join(folder, 'metro.config.js') })
await Metro.runBuild(config, {
  entry: 'index.js',
  out: 'bundle.js',
  platform: 'ios',
  dev: false,
  minify: false,
})
