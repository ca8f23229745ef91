export { GET } from '../statuses.mjs'

export const runtime = 'edge'
export const dynamic = 'force-dynamic'
