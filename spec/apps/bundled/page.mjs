import { until } from '../../support/suite.mjs'

/** Opens the HTML of `serve(path)` at http://localhost, with the API at /api. Resolves to what the page logs. */
export const logged = async (t, { browser, fake, serve, url = 'http://localhost/', count }) => {
  const context = await browser.newContext()
  t.teardown(() => context.close())
  const page = await context.newPage()
  const lines = []
  page.on('pageerror', (error) => lines.push(String(error)))
  page.on('console', (message) => lines.push(message.text()))
  if (serve)
    await page.route(`${url}**`, (route) => route.fulfill(serve(new URL(route.request().url()).pathname)))
  await page.route('**/api/**', async (route) => {
    const { pathname, search } = new URL(route.request().url())
    const headers = { 'x-cekura-api-key': 'any' }
    const reply = await fake.fetch(`https://api.cekura.ai${pathname.replace('/api', '')}${search}`, {
      headers,
    })
    await route.fulfill({ status: reply.status, contentType: 'application/json', body: await reply.text() })
  })
  await page.goto(url)
  await until(() => lines.length >= count)
  return `${lines.join('\n')}\n`
}
