// What a user of the Angular entry writes.
import { HttpClient, provideHttpClient, withFetch } from '@angular/common/http'
import { type ApplicationConfig, inject, type ResourceRef } from '@angular/core'
import { type CekuraClient, createClient, type Progress, type Transport, whenVisible } from 'rx-cekura'
import { httpClientTransport, injectCekura, progressResource, provideCekura } from 'rx-cekura/angular'

export const appConfig: ApplicationConfig = {
  providers: [
    provideHttpClient(withFetch()),
    provideCekura(() => ({ baseUrl: '/api', active$: whenVisible(), interval: undefined })),
  ],
}

export class Descriptions {
  readonly client: CekuraClient = injectCekura()
  readonly transport: Transport = httpClientTransport(inject(HttpClient))
  readonly resource: ResourceRef<Progress | undefined> = progressResource({ params: () => 'a' })
  readonly other = createClient({ transport: this.transport })
}
