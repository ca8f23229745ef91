/* A user of the Angular entry under an Angular whose `HttpClient` follows redirects. Prints the errors, a line each. */
import '@angular/compiler'
import { DOCUMENT } from '@angular/common'
import { provideHttpClient, withFetch } from '@angular/common/http'
import {
  createEnvironmentInjector,
  Injector,
  NgZone,
  PLATFORM_ID,
  runInInjectionContext,
  ɵINJECTOR_SCOPE as INJECTOR_SCOPE,
  ɵNoopNgZone as NoopNgZone,
} from '@angular/core'
import { injectCekura, provideCekura } from 'rx-cekura/angular'

const clientWith = (config) => {
  const injector = createEnvironmentInjector(
    [
      { provide: INJECTOR_SCOPE, useValue: 'root' },
      { provide: DOCUMENT, useValue: {} },
      { provide: PLATFORM_ID, useValue: 'browser' },
      { provide: NgZone, useClass: NoopNgZone },
      provideHttpClient(withFetch()),
      provideCekura(config),
    ],
    Injector.NULL,
  )
  return runInInjectionContext(injector, injectCekura)
}

const report = (name, config) =>
  new Promise((resolve) => {
    clientWith(config)
      .progress$('an-id')
      .subscribe({
        next: ({ status }) => console.log(`${name}: ${status}`),
        error: ({ _tag, message }) => resolve(console.log(`${name}: ${_tag}, ${message}`)),
        complete: resolve,
      })
  })

const baseUrl = process.argv[2]
await report('with a key', { baseUrl, apiKey: 'key' })
await report('without a key', { baseUrl })
