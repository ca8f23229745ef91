import type { CekuraError } from 'rx-cekura'

/** What went wrong, and what the person in front of the page can do about it. */
export const explain = (error: CekuraError): string => {
  switch (error._tag) {
    case 'JobFailed':
      return `The job failed: ${(error.detail ?? 'no reason was given').replace(/\.?$/, '.')} Start another one.`
    case 'Http':
      return explainStatus(error.status)
    case 'Network':
      return 'There is no answer from this site. Check your connection, then try again.'
    case 'Decode':
      return 'The answer makes no sense to this page. It may be out of date: reload it, then try again.'
    case 'Deadline':
      return 'The job is taking very long. It goes on without you: keep the id, and watch it again later.'
    case 'Config':
      return `That cannot be asked for: ${error.message}`
  }
}

const explainStatus = (status: number): string => {
  if (status === 404) return 'There is no job with this id. Check the id, then try again.'
  if (status === 400) return 'Cekura does not accept this job. Change what is asked for, then try again.'
  if (status === 401 || status === 403)
    return 'This site may not ask Cekura. Reload the page; if that does not help, tell those who run it.'
  if (status === 429) return 'Too much is asked of Cekura at the moment. Try again in a minute.'
  return `Cekura cannot be reached at the moment (HTTP ${status}). Try again in a while.`
}
