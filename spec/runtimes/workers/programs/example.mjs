import { createClient } from 'rx-cekura'
import { lastValueFrom } from 'rxjs'

export default {
  async fetch(request, env) {
    const { progress$ } = createClient({ apiKey: env.CEKURA_API_KEY })
    const id = new URL(request.url).searchParams.get('id')
    try {
      return Response.json(await lastValueFrom(progress$(id)))
    } catch (error) {
      return Response.json(error, { status: 502 }) // without secrets
    }
  },
}
