import { createClient, schedules } from 'rx-cekura'
import { testRun } from 'rx-cekura/jobs'
import { lastValueFrom, map, toArray } from 'rxjs'

export const runtime = 'nodejs'
export const dynamic = 'force-dynamic'

export async function GET() {
  const { progress$ } = createClient({ apiKey: 'any', interval: schedules.constant(1) }).of(testRun)
  const statuses$ = progress$(7).pipe(
    map(({ status }) => status),
    toArray(),
  )
  return Response.json(await lastValueFrom(statuses$))
}
