export { GET } from '../statuses.mjs'

export const runtime = 'nodejs'
export const dynamic = 'force-dynamic'
