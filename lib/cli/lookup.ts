import { execFile } from 'node:child_process'
import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'

const script = `
const [host, options] = process.argv.slice(1)
require('node:dns').lookup(host, JSON.parse(options), (...result) => console.log(JSON.stringify(result)))`

/**
 * Resolves hosts in a separate process until `signal` aborts. A lookup in this process blocks a thread, and Node waits
 * for its threads before it exits. A stalled resolver would then delay the exit after Ctrl-C or the deadline.
 */
export const resolveApart = (signal: AbortSignal): void => {
  const lookup: LookupFunction = (host, options, callback) => {
    const args = ['-e', script, '--', host, JSON.stringify(options)]
    execFile(process.execPath, args, { signal }, (failure, stdout) => {
      if (failure) {
        callback(failure as Error, '')
        return
      }
      const [error, ...found] = JSON.parse(stdout) as [NodeJS.ErrnoException | null, string, number]
      // JSON omits the message of an error.
      callback(error && Object.assign(new Error(`${error.syscall} ${error.code} ${host}`), error), ...found)
    })
  }
  // The library's own agents copy the options of these.
  for (const { globalAgent } of [http, https]) Object.assign((globalAgent as https.Agent).options, { lookup })
}
