/* global __dirname, module, require */
const { getDefaultConfig, mergeConfig } = require('@react-native/metro-config')

module.exports = mergeConfig(getDefaultConfig(__dirname), {
  resolver: { unstable_enablePackageExports: true }, // the default from React Native 0.79 on
  serializer: { getModulesRunBeforeMainModule: () => [] }, // they need a device; globals.js takes their place
  cacheStores: [],
  reporter: { update: () => {} },
})
