/* global require */
// Loads `rx-cekura`. Prints, as JSON, the names of the modules that its files load, and all files that are then
// loaded.
const Module = require('node:module')

const asked = new Set()
const load = Module._load
Module._load = function (request, parent, ...rest) {
  if (parent?.filename.includes('rx-cekura/dist') && !request.startsWith('.')) asked.add(request)
  return load.call(this, request, parent, ...rest)
}
require('rx-cekura')

const files = Object.keys(require.cache).map((file) =>
  file.replaceAll('\\', '/').split('node_modules/').pop(),
)
console.log(JSON.stringify({ asked: [...asked].sort(), files }))
