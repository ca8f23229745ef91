import { provideHttpClient, withFetch } from '@angular/common/http'
import type { ApplicationConfig } from '@angular/core'
import { provideClientHydration } from '@angular/platform-browser'
import { provideRouter } from '@angular/router'
import { provideCekura } from 'rx-cekura/angular'
import { changeDetection } from './zones'

export const config: ApplicationConfig = {
  providers: [
    changeDetection,
    provideHttpClient(withFetch()),
    provideClientHydration(),
    provideRouter([]),
    provideCekura({ baseUrl: '/api', interval: 300 }), // the backend adds the key
  ],
}
