import { Queue } from 'bullmq'

const queue = new Queue('watch', { connection: { url: process.env.REDIS_URL } })

/** Adds an id once, even if called several times. BullMQ accepts no whole number as `jobId`. */
export const add = (progressId) =>
  queue.add('watch', { progressId }, { jobId: `id-${progressId}`, attempts: 100, backoff: 1000 })
