/*
 * Conformance suite of all runtimes, against a real server on loopback, with the default fetch and the runtime's own.
 * The caller passes `rx-cekura`, its testing entry and rxjs: imported in one run, required in another.
 */

const equal = (actual, expected) => {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== e) throw new Error(`expected ${e}, got ${a}`)
}

const request = { agent: 7, metric_description: 'Was the caller greeted?', eval_type: 'boolean' }

const specs = (cekura, rxjs) => {
  const { either, isCekuraError, toTaskEither } = cekura
  const { firstValueFrom, lastValueFrom, map, mergeMap, from, take, toArray } = rxjs
  const statuses = (progress$) =>
    lastValueFrom(
      progress$.pipe(
        map(({ status }) => status),
        toArray(),
      ),
    )
  const failure = (source$) =>
    lastValueFrom(source$).then(
      (value) => Promise.reject(new Error(`expected an error, got ${JSON.stringify(value)}`)),
      (error) => error,
    )
  const until = (condition) =>
    firstValueFrom(rxjs.timer(0, 5).pipe(rxjs.filter(condition), rxjs.timeout(10_000)))

  return {
    'run$ starts a job and follows it to the end': async ({ client }) =>
      equal(await statuses(client.run$(request)), ['queued', 'processing', 'completed']),

    'progress$ retries what is transient': async ({ client, fake }) => {
      const before = fake.requests.length
      fake.job('flaky', ['queued', { http: 503 }, { fault: 'reset' }, { fault: 'cut' }, 'completed'])
      equal(await statuses(client.progress$('flaky')), ['queued', 'completed'])
      equal(fake.requests.length - before, 5)
    },

    'many ids by mergeMap': async ({ client, fake }) => {
      const ids = ['m1', 'm2', 'm3']
      for (const id of ids) fake.job(id, ['completed'])
      equal(
        await statuses(from(ids).pipe(mergeMap(client.progress$))),
        ids.map(() => 'completed'),
      )
    },

    'two subscribers share one loop': async ({ client, fake }) => {
      fake.job('shared', [{ status: 'queued', delay: 20 }, 'completed'])
      const before = fake.requests.length
      await Promise.all([statuses(client.progress$('shared')), statuses(client.progress$('shared'))])
      equal(fake.requests.length - before, 2)
    },

    'unsubscribing aborts the request in flight': async ({ client, fake }) => {
      fake.job('hangs', [{ fault: 'hang' }])
      const subscription = client.progress$('hangs').subscribe()
      await until(() => fake.requests.at(-1).outcome === 'hang')
      subscription.unsubscribe()
      await until(() => fake.requests.at(-1).outcome === 'aborted')
    },

    'unsubscribing within next ends all': async ({ client, fake }) => {
      fake.job('left', ['queued'])
      equal(await statuses(client.progress$('left').pipe(take(1))), ['queued'])
    },

    'requestTimeout is a NetworkError': async ({ make, fake }) => {
      fake.job('silent', [{ fault: 'hang' }])
      const error = await failure(make({ requestTimeout: 50, retry: false }).progress$('silent'))
      equal([error instanceof cekura.NetworkError, error.code], [true, 'ETIMEDOUT'])
    },

    'deadline is a DeadlineError': async ({ make, fake }) => {
      fake.job('stuck', ['queued'])
      equal((await failure(make({ deadline: 50 }).progress$('stuck'))) instanceof cekura.DeadlineError, true)
    },

    'a refused connection is a NetworkError': async ({ make }) => {
      const error = await failure(make({ baseUrl: 'http://127.0.0.1:1', retry: false }).progress$('a'))
      equal([error instanceof cekura.NetworkError, isCekuraError(error)], [true, true])
    },

    'a failed job is a JobFailedError': async ({ client, fake }) => {
      fake.job('bad', ['queued', 'failed'])
      const error = await failure(client.progress$('bad'))
      equal(
        [error instanceof cekura.JobFailedError, error instanceof Error, error._tag],
        [true, true, 'JobFailed'],
      )
    },

    'a wrong key is an HttpError that does not hold it': async ({ make, fake }) => {
      fake.job('mine', ['completed'])
      const error = await failure(make({ apiKey: 'wrong-key-123' }).progress$('mine'))
      equal([error instanceof cekura.HttpError, error.status], [true, 401])
      equal(`${error.stack}${JSON.stringify(error)}`.includes('wrong-key-123'), false)
    },

    'a redirect is not followed': async ({ client, fake }) => {
      fake.job('moved', [{ http: 302, headers: { location: '/elsewhere' } }])
      const error = await failure(client.progress$('moved'))
      equal(
        [error instanceof cekura.HttpError, fake.requests.at(-1).path.includes('elsewhere')],
        [true, false],
      )
    },

    'a body that is not the contract is a DecodeError': async ({ client, fake }) => {
      fake.job('odd', [{ http: 200, body: 'It works!' }])
      equal((await failure(client.progress$('odd'))) instanceof cekura.DecodeError, true)
    },

    'a body over maxBodyBytes is a DecodeError': async ({ make, fake }) => {
      fake.job('long', [{ http: 200, body: ' '.repeat(100_000) }])
      const error = await failure(make({ maxBodyBytes: 1000 }).progress$('long'))
      equal(error instanceof cekura.DecodeError, true)
    },

    'an unusable request is a ConfigError': async ({ client }) =>
      equal((await failure(client.start$({ agent: 'seven' }))) instanceof cekura.ConfigError, true),

    'either gives Right, then Left': async ({ client, fake }) => {
      fake.job('half', ['queued', 'failed'])
      const sides = client.progress$('half').pipe(
        either(),
        map(({ _tag }) => _tag),
        toArray(),
      )
      equal(await lastValueFrom(sides), ['Right', 'Left'])
    },

    'toTaskEither gives the completed progress': async ({ client }) => {
      const result = await toTaskEither(client.run$(request))()
      equal([result._tag, result.right.status], ['Right', 'completed'])
    },

    'events$ tells what happened': async ({ client, fake }) => {
      fake.job('told', ['completed'])
      const types = []
      const listening = client.events$.subscribe(({ type }) => types.push(type))
      await statuses(client.progress$('told'))
      listening.unsubscribe()
      equal(types, ['begin', 'poll', 'transition', 'end'])
    },
  }
}

/**
 * Runs all specs. Prints and returns one line of JSON: the passed ones, and the failed ones with the reason.
 */
export const conformance = async ({ cekura, testing, rxjs, sameInstance }) => {
  const passed = []
  const failed = []
  const attempt = async (name, body) => {
    try {
      await body()
      passed.push(name)
    } catch (error) {
      failed.push({ name, reason: String(error?.message ?? error) })
    }
  }

  await attempt('createClient() needs no environment', () => void cekura.createClient())
  await attempt('a bad option is a ConfigError', () => {
    try {
      cekura.createClient({ interval: -1 })
    } catch (error) {
      return equal(error instanceof cekura.ConfigError, true)
    }
    throw new Error('it was taken')
  })
  await attempt('import and require give the same classes', () => equal(sameInstance, true))

  // jest with jsdom has no fetch of its own.
  const fetches = { 'default fetch': undefined, ...(globalThis.fetch && { 'own fetch': globalThis.fetch }) }
  for (const [kind, fetch] of Object.entries(fetches)) {
    const fake = testing.fakeCekura({ apiKey: 'the-right-key' })
    const server = await fake.listen()
    const make = (config) =>
      cekura.createClient({
        apiKey: 'the-right-key',
        baseUrl: server.url,
        fetch,
        interval: 5,
        retry: { initialDelay: 1 },
        ...config,
      })
    for (const [name, spec] of Object.entries(specs(cekura, rxjs)))
      await attempt(`${name} (${kind})`, () => spec({ client: make(), make, fake }))
    await server.close()
  }
  console.log(JSON.stringify({ passed, failed }))
  return { passed, failed }
}
