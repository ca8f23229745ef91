/*
 * Specs under the fake timers of jest, vitest and sinon, for whole and partial lists of the replaced functions.
 * `fakeTimers` takes a clock for each list, with functions to install, advance and restore it.
 */

const timers = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval']
const immediates = ['setImmediate', 'clearImmediate']

/**
 * Lists of `toFake`. `clock` is false if no clock that the library reads is faked. Then real time counts, too.
 */
export const lists = {
  all: { toFake: undefined, clock: true },
  'all but performance': { toFake: [...timers, ...immediates, 'Date'], clock: true },
  'timers, Date and performance': { toFake: [...timers, 'Date', 'performance'], clock: true },
  'timers and performance': { toFake: [...timers, 'performance'], clock: true },
  'timers alone': { toFake: timers, clock: false },
}

const completed = '{"status":"completed","clean_description":"d","thinking":"t"}'
const ok = { status: 200, body: completed }
const queued = { status: 200, body: '{"status":"queued"}' }
const busy = { status: 429, headers: { 'retry-after': '5' }, body: '' }

const equal = (actual, expected) => {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== e) throw new Error(`expected ${e}, got ${a}`)
}
const between = (value, min, max) => {
  if (!(value >= min && value < max)) throw new Error(`expected ${min} to ${max}, got ${value}`)
}

const specs = ({ createClient, fakeCekura, of }) => {
  const watch = (config, id = 'a') => {
    const seen = []
    const ends = []
    const client = createClient({ retry: { initialDelay: 100 }, interval: 1000, ...config })
    client.events$.subscribe((event) => event.type === 'end' && ends.push(event))
    const subscription = client.progress$(id).subscribe({
      next: ({ status }) => seen.push(status),
      error: (error) => seen.push(error._tag),
    })
    return { client, seen, ends, subscription }
  }
  const answering =
    (...answers) =>
    () =>
      of(answers.length > 1 ? answers.shift() : answers[0])

  return {
    'a 429 is over after its time, and elapsed is that time': async ({ advance, slack }) => {
      const { seen, ends } = watch({ transport: answering(busy, ok) })
      await advance(5000 - slack)
      equal(seen, [])
      await advance(200 + slack)
      equal(seen, ['completed'])
      between(ends[0].elapsed, 5000, 5200 + slack)
    },

    'polls follow the interval': async ({ advance, slack }) => {
      let requests = 0
      const { subscription } = watch({ transport: () => (requests++, of(queued)) })
      await advance(10_500)
      between(requests, 10, slack > 1 ? 100 : 12)
      subscription.unsubscribe()
    },

    'the deadline comes at its time': async ({ advance, slack }) => {
      const { seen, ends } = watch({ transport: answering(queued), deadline: 60_000 })
      await advance(60_000 - slack)
      equal(seen, ['queued'])
      await advance(slack)
      equal(seen, ['queued', 'Deadline'])
      between(ends[0].elapsed, 60_000 - slack, 60_001 + slack)
    },

    'the fake API answers, with its delays': async ({ advance, flush }) => {
      const fake = fakeCekura()
      fake.job('a', [{ status: 'queued', delay: 300 }, 'completed'])
      const { seen } = watch({ apiKey: 'any', fetch: fake.fetch })
      await advance(200)
      equal(seen, [])
      await advance(200)
      await flush()
      equal(seen, ['queued'])
      await advance(1100)
      await flush()
      equal(seen, ['queued', 'completed'])
    },

    'a hold does not outlast its clock': async ({ advance, restore, install }) => {
      const transport = answering(busy, ok, busy, ok)
      const client = createClient({ transport, retry: false })
      const poll = () => {
        const seen = []
        client.progress$('a').subscribe({ complete: () => seen.push('end'), error: (e) => seen.push(e._tag) })
        return seen
      }
      const real = () => new Promise((resolve) => setTimeout(resolve, 50))
      const held = poll()
      await advance(10)
      equal(held, ['Http'])
      restore()
      const free = poll()
      await real()
      equal(free, ['end'])
      const heldAgain = poll()
      await real()
      equal(heldAgain, ['Http'])
      install()
      const freeAgain = poll()
      await advance(200)
      equal(freeAgain, ['end'])
    },
  }
}

/** Runs all specs under each clock. Returns which passed, and which failed with the reason. */
export const fakeTimers = async (library, clocks) => {
  const passed = []
  const failed = []
  // Functions that the runner has not replaced.
  const { setTimeout, clearTimeout } = globalThis
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  for (const [list, { install, advance, restore, clock }] of Object.entries(clocks))
    for (const [name, spec] of Object.entries(specs(library))) {
      const title = `${name} (${list})`
      let late
      try {
        install()
        await Promise.race([
          spec({ install, advance, restore, flush: () => wait(20), slack: clock ? 1 : 1000 }),
          new Promise((_, reject) => (late = setTimeout(() => reject(new Error('hangs')), 5000))),
        ])
        passed.push(title)
      } catch (error) {
        failed.push({ name: title, reason: String(error?.message ?? error) })
      }
      clearTimeout(late)
      restore()
    }
  console.log(JSON.stringify({ passed, failed }))
  return { passed, failed }
}
