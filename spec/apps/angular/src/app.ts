import { ChangeDetectionStrategy, Component, effect } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { fromEvent, map, startWith } from 'rxjs'
import { AnyJobPage } from './any-job'
import { Badge } from './badge'
import { Dashboard } from './dashboard'
import { Describe } from './describe'

/** The pages by the hash of their address. Three links need no router. */
const pages = [
  { hash: '', title: 'Clean descriptions' },
  { hash: '#job', title: 'Any job' },
  { hash: '#dashboard', title: 'Dashboard' },
]

@Component({
  selector: 'app-root',
  imports: [AnyJobPage, Badge, Dashboard, Describe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './app.html',
})
export class App {
  protected readonly pages = pages

  protected readonly page = toSignal(
    fromEvent(window, 'hashchange').pipe(
      startWith(undefined),
      map(() => pages.find(({ hash }) => hash === location.hash) ?? pages[0]!),
    ),
    { requireSync: true },
  )

  constructor() {
    effect(() => (document.title = this.page().title))
  }
}
