'use client'
import { useEffect } from 'react'
import { createClient, schedules } from 'rx-cekura'
import { testRun } from 'rx-cekura/jobs'

export default function Page() {
  useEffect(() => {
    const subscription = createClient({ baseUrl: '/api', interval: schedules.constant(1) })
      .of(testRun)
      .progress$(7)
      .subscribe({ next: ({ status }) => console.log(status), error: (error) => console.error(error) })
    return () => subscription.unsubscribe()
  }, [])
  return <p>watching</p>
}
