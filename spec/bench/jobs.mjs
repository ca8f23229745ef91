/** Responses of a service whose job `<n>-<name>` is done at its n-th poll. */
export const createJobs = () => {
  const asked = new Map()
  return (id) => {
    const polls = (asked.get(id) ?? 0) + 1
    if (polls < Number.parseInt(id, 10)) {
      asked.set(id, polls)
      return polls === 1 ? '{"status":"queued"}' : '{"status":"processing"}'
    }
    asked.delete(id)
    return '{"status":"completed","clean_description":"Greets the caller by name.","thinking":"One criterion."}'
  }
}

export const idOf = (url) => url.slice(url.lastIndexOf('=') + 1)

let made = 0
/** `count` new ids of jobs that are done at the n-th poll. */
export const newIds = (count, n) => Array.from({ length: count }, () => `${n}-${++made}`)
