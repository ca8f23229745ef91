import '@angular/compiler'
import { IMAGE_CONFIG } from '@angular/common'
import {
  createPlatformFactory,
  DOCUMENT,
  type EnvironmentProviders,
  ErrorHandler,
  Injector,
  NgZone,
  NgModule,
  platformCore,
  type Provider,
  ɵINJECTOR_SCOPE as INJECTOR_SCOPE,
} from '@angular/core'
import type { ExecutionContext } from 'ava'
import { Observable, of } from 'rxjs'
import type { HttpReply, Transport } from '../../lib/index.js'
import { replies } from './virtual.js'

const platform = createPlatformFactory(platformCore, 'spec', [])()

/**
 * An Angular application without components or a browser: its injector, zones and stability are the real ones. A spec
 * chooses by `import 'zone.js'` and `provideZoneChangeDetection()` if it has zones.
 */
export const application = async (
  t: ExecutionContext,
  providers: readonly (Provider | EnvironmentProviders)[],
): Promise<{ injector: Injector; destroy: () => void }> => {
  class AppModule {
    ngDoBootstrap = (): void => {}
  }
  NgModule({
    providers: [
      { provide: INJECTOR_SCOPE, useValue: 'root' },
      { provide: DOCUMENT, useValue: {} },
      // Otherwise Angular looks for images in the page.
      {
        provide: IMAGE_CONFIG,
        useValue: { disableImageSizeWarning: true, disableImageLazyLoadWarning: true },
      },
      { provide: ErrorHandler, useValue: { handleError: (error: unknown) => t.fail(String(error)) } },
      ...providers,
    ],
  })(AppModule)
  const app = await platform.bootstrapModule(AppModule)
  let destroyed = false
  const destroy = (): void => {
    if (!destroyed) app.destroy()
    destroyed = true
  }
  t.teardown(destroy)
  return { injector: app.injector.get(Injector), destroy }
}

/** Answers one letter after another, and repeats the last. Records if each request left within Angular's zone. */
export const answering = (letters: string) => {
  const zones: boolean[] = []
  const transport: Transport = () => {
    zones.push(NgZone.isInAngularZone())
    return of(replies[letters[Math.min(zones.length, letters.length) - 1] as keyof typeof replies])
  }
  return { zones, transport }
}

/** Never answers. Counts the open requests. */
export const hanging = () => {
  const open = new Set<object>()
  const transport: Transport = () =>
    new Observable<HttpReply>(() => {
      const request = {}
      open.add(request)
      return () => open.delete(request)
    })
  return { open, transport }
}
