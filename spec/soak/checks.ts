import { setTimeout as sleep } from 'node:timers/promises'
import { queryObjects, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Subscription } from 'rxjs'

/* Checks outside ava, and what a part of the soak leaves in the process. */

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

let passed = 0
let failed = 0
export const check = (title: string, isTrue: boolean, figures = ''): void => {
  if (isTrue) passed++
  else failed++
  console.log(`${isTrue ? 'ok    ' : 'FAILED'} ${title}${figures && `: ${figures}`}`)
}
export const summary = () => ({ passed, failed })

const complaints: string[] = []
process.on('warning', ({ name, message }) => {
  if (!message.startsWith('v8.queryObjects()')) complaints.push(`${name}: ${message}`)
})
process.on('unhandledRejection', (reason) => complaints.push(`unhandled rejection: ${String(reason)}`))
process.on('uncaughtException', (error) => complaints.push(`uncaught: ${error.message}`))

/** MiB in use after a garbage collection. */
export const heap = (): number => {
  collect()
  return process.memoryUsage().heapUsed / 2 ** 20
}

/** Subscriptions and AbortControllers in memory. */
export const liveObjects = (): number =>
  [Subscription, AbortController].reduce((sum, type) => sum + Number(queryObjects(type)), 0)

export const secondsSince = (from: number): string => `${((performance.now() - from) / 1000).toFixed(1)} s`

/** Timers, sockets and requests of this process. */
export const resources = (): readonly string[] => process.getActiveResourcesInfo().sort()

/** Checks that no resource is left but those of `before`, such as the output and the pipe to the server. */
export const nothingLeft = async (title: string, before: readonly string[]): Promise<void> => {
  const left = (): readonly string[] => {
    const others = [...before]
    return resources().filter((resource) => {
      const at = others.indexOf(resource)
      if (at >= 0) others.splice(at, 1)
      return at < 0
    })
  }
  // The fetches keep idle connections for a few seconds. They do not keep the process alive.
  for (let tries = 0; tries < 100 && left().length > 0; tries++) await sleep(100)
  check(`${title}: no timer and no socket is left`, left().length === 0, left().join(' '))
  check(`${title}: no warning, no unhandled rejection`, complaints.length === 0, complaints.join('; '))
}
