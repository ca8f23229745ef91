import { Queue, UnrecoverableError, Worker } from 'bullmq'
import { createClient } from 'rx-cekura'
import { exhaustMap, lastValueFrom, map, timer } from 'rxjs'

const connection = { url: process.env.REDIS_URL }
const deadline = Number(process.env.DEADLINE ?? 900_000)
const limiter = { max: 1_000_000, duration: 1000 } // rateLimit() below has no effect without one

// False while the queue is limited, in every process: observations pause, too.
const queue = new Queue('watch', { connection })
const ttl$ = timer(0, 200).pipe(exhaustMap(() => queue.getRateLimitTtl(limiter.max)))
const active$ = ttl$.pipe(map((ttl) => ttl <= 0))
const { progress$ } = createClient({ deadline, active$, retry: false })

const watch = async ({ data }) => {
  try {
    return await lastValueFrom(progress$(data.progressId))
  } catch (error) {
    if (error._tag === 'JobFailed') throw new UnrecoverableError(error.message)
    if (error.status !== 429) throw error // such as the deadline: the id goes back into the queue
    await worker.rateLimit(error.retryAfter ?? 1000)
    throw Worker.RateLimitError()
  }
}

const worker = new Worker('watch', watch, {
  ...{ connection, limiter, concurrency: 100, name: `${process.pid}` },
  ...{ lockDuration: 10_000, stalledInterval: 2000 }, // ids of a process that died go back after 10 to 12 s
  maxStalledCount: 100, // by default, an id fails if two processes die that watch it
})
worker.on('error', ({ message }) => console.error(message))
