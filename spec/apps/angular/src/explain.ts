import type { CekuraError } from 'rx-cekura'

/** Explains an error to the user of the page, with advice. */
export const explain = (error: CekuraError): string => {
  switch (error._tag) {
    case 'JobFailed':
      return `The job failed: ${(error.detail ?? 'no reason was given').replace(/\.?$/, '.')} Start another one.`
    case 'Http':
      return explainStatus(error.status)
    case 'Network':
      return 'This site does not respond. Check your connection, then try again.'
    case 'Decode':
      return 'This page cannot read the answer. It may be out of date: reload it, then try again.'
    case 'Deadline':
      return 'The job takes very long and is still running. Keep its id, and watch it again later.'
    case 'Config':
      return `This is not possible: ${error.message}`
  }
}

const explainStatus = (status: number): string => {
  if (status === 404) return 'There is no job with this id. Check the id, then try again.'
  if (status === 400) return 'Cekura does not accept this job. Change the fields, then try again.'
  if (status === 401 || status === 403)
    return "This site isn't allowed to use Cekura. Reload the page. If that does not help, tell the site's owner."
  if (status === 429) return 'Cekura gets too many requests at the moment. Try again in a minute.'
  return `Cekura cannot be reached at the moment (HTTP ${status}). Try again later.`
}
