/* global __dirname, module, require */
const { getDefaultConfig, mergeConfig } = require('@react-native/metro-config')
const { version } = require('react-native/package.json')

module.exports = mergeConfig(getDefaultConfig(__dirname), {
  // Later versions read `exports` by default.
  resolver: version < '0.79' ? { unstable_enablePackageExports: true } : {},
  serializer: { getModulesRunBeforeMainModule: () => [] }, // They need a device. globals.js takes their place.
  cacheStores: [],
  reporter: { update: () => {} },
})
