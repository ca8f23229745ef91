import { Injectable } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { interval, map } from 'rxjs'

/** One timer for everything on the page that counts seconds. */
@Injectable({ providedIn: 'root' })
export class Clock {
  readonly now = toSignal(interval(250).pipe(map(() => performance.now())), {
    initialValue: performance.now(),
  })
}
