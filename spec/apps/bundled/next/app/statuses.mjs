import { createClient, schedules } from 'rx-cekura'
import { testRun } from 'rx-cekura/jobs'
import { lastValueFrom, map, toArray } from 'rxjs'

/** Responds with the statuses of a job. */
export async function GET() {
  const { progress$ } = createClient({ apiKey: 'any', interval: schedules.constant(1) }).of(testRun)
  const statuses$ = progress$(7).pipe(
    map(({ status }) => status),
    toArray(),
  )
  return globalThis.Response.json(await lastValueFrom(statuses$))
}
