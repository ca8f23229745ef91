import { of } from 'rxjs'
import { createClient, type HttpReply } from '../../lib/index.js'
import { check, heap, nothingLeft, resources, secondsSince } from './checks.js'

const reply = (body: object): HttpReply => ({ status: 200, body: JSON.stringify(body) })
const queued = reply({ status: 'queued' })
const processing = reply({ status: 'processing' })
const completed = reply({ status: 'completed', clean_description: '', thinking: '' })

const POLLS = 10_000
const STREAMS = 100

/** Polls in memory, a hundred streams of ten thousand polls each, because a timer takes at least a millisecond. */
export const millionPolls = async (): Promise<void> => {
  const title = '1,000,000 polls of 100 streams'
  const before = resources()
  const startedAt = performance.now()
  const heaps: number[] = []
  const polls = new Map<string, number>()
  let total = 0
  const { progress$ } = createClient({
    transport: ({ url }) => {
      const poll = (polls.get(url) ?? 0) + 1
      polls.set(url, poll)
      if (++total % 100_000 === 0) heaps.push(heap())
      return of(poll === POLLS ? completed : poll % 1000 < 500 ? queued : processing)
    },
    interval: 0,
    deadline: Infinity,
  })
  let emitted = 0
  const ids = Array.from({ length: STREAMS }, (_, n) => `soak-${n}`)
  await Promise.all(ids.map((id) => progress$(id).forEach(() => emitted++)))

  const isRight = total === POLLS * STREAMS && emitted === 21 * STREAMS
  check(`${title}: each change is emitted`, isRight, `${emitted} values, ${secondsSince(startedAt)}`)
  // The last one is taken while streams end.
  const [first, ...others] = heaps.slice(0, -1) as [number, ...number[]]
  const figures = heaps.map((mib) => mib.toFixed(2)).join(' ')
  check(`${title}: the heap does not grow`, Math.max(...others) - first < 1, `MiB ${figures}`)
  await nothingLeft(title, before)
}
