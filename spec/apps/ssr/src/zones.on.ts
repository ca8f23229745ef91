import { provideZoneChangeDetection } from '@angular/core'

/** In place of zones.ts in the build that has zone.js. */
export const changeDetection = provideZoneChangeDetection({ eventCoalescing: true })
