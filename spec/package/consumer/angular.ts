// What a user of the Angular entry writes.
import { HttpClient, provideHttpClient, withFetch } from '@angular/common/http'
import { type ApplicationConfig, inject } from '@angular/core'
import { type CekuraClient, createClient, type Transport, whenVisible } from 'rx-cekura'
import { httpClientTransport, injectCekura, provideCekura } from 'rx-cekura/angular'

export const appConfig: ApplicationConfig = {
  providers: [
    provideHttpClient(withFetch()),
    provideCekura(() => ({ baseUrl: '/api', active$: whenVisible(), interval: undefined })),
  ],
}

export class Descriptions {
  readonly client: CekuraClient = injectCekura()
  readonly transport: Transport = httpClientTransport(inject(HttpClient))
  readonly other = createClient({ transport: this.transport })
}
