import { Component, DOCUMENT, inject } from '@angular/core'
import { progressResource } from 'rx-cekura/angular'

/** The job that the URL names, `?id=…&wait=…`, and its status twice: both share one polling loop. */
@Component({
  selector: 'app-root',
  template: `
    @if (job.error(); as error) {
      <p id="shown">{{ error.message }}</p>
    } @else if (job.value(); as progress) {
      <p id="shown">{{ progress.status }}</p>
    } @else {
      <p id="shown">{{ job.status() }}</p>
    }
    <p id="status">{{ badge.status() }} {{ badge.hasValue() ? badge.value().status : '' }}</p>
  `,
})
export class App {
  private readonly query = new URL(inject(DOCUMENT).location.href).searchParams
  private readonly options = {
    params: () => this.query.get('id') ?? undefined,
    serverTimeout: this.query.has('wait') ? Number(this.query.get('wait')) : undefined,
  }
  readonly job = progressResource(this.options)
  readonly badge = progressResource(this.options)
}
