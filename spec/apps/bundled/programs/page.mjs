// Watches one job in a page, by way of its own server.
import { createClient, schedules } from 'rx-cekura'
import { testRun } from 'rx-cekura/jobs'

createClient({ baseUrl: '/api', interval: schedules.constant(1) })
  .of(testRun)
  .progress$(7)
  .subscribe({ next: ({ status }) => console.log(status), error: (error) => console.error(error) })
