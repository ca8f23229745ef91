/* global require */
const cekura = require('rx-cekura')
const testing = require('rx-cekura/testing')
const rxjs = require('rxjs')

void (async () => {
  const { conformance } = await import('./suite.mjs')
  const { JobFailedError } = await import('rx-cekura')
  await conformance({ cekura, testing, rxjs, sameInstance: JobFailedError === cekura.JobFailedError })
})()
