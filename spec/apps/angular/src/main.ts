import { provideHttpClient, withFetch } from '@angular/common/http'
import { bootstrapApplication } from '@angular/platform-browser'
import { combineLatest, map } from 'rxjs'
import { whenOnline, whenVisible } from 'rx-cekura'
import { provideCekura } from 'rx-cekura/angular'
import { App } from './app'
import { changeDetection } from './zones'

/** Neither a hidden tab nor one that is offline polls; when it is back, it polls at once. */
const active$ = combineLatest([whenVisible(), whenOnline()]).pipe(map((all) => all.every(Boolean)))

bootstrapApplication(App, {
  providers: [
    changeDetection,
    provideHttpClient(withFetch()),
    provideCekura({ baseUrl: '/api', active$, retry: { limit: 3 } }), // the backend adds the key
  ],
}).catch((error: unknown) => console.error(error))
