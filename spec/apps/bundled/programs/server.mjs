// Watches one job, as a server would. The environment has the URL of the API.
import { createClient, schedules } from 'rx-cekura'
import { testRun } from 'rx-cekura/jobs'

createClient({ apiKey: 'any', interval: schedules.constant(1) })
  .of(testRun)
  .progress$(7)
  .subscribe({ next: ({ status }) => console.log(status), error: (error) => console.error(error) })
