import { Queue } from 'bullmq'

const queue = new Queue('watch', { connection: { url: process.env.REDIS_URL } })

/** Adds an id once, however often it is called with it. BullMQ takes no whole number as a `jobId`. */
export const add = (progressId) =>
  queue.add('watch', { progressId }, { jobId: `id-${progressId}`, attempts: 100, backoff: 1000 })
