import { computed, type ResourceRef, type Signal, untracked } from '@angular/core'

/**
 * Returns the resource with `initial` as its resolved value until it has a value of its own. Angular's resources load
 * asynchronously, so a template would otherwise show a loading state first. A resolved value `undefined` counts as
 * loading.
 */
export const startingWith = (
  initial: Signal<unknown>,
  resource: ResourceRef<unknown>,
): ResourceRef<unknown> => {
  const isWaiting = computed(() => {
    const status = resource.status()
    return status === 'loading' || (status === 'resolved' && resource.value() === undefined)
  })
  const isLoading = computed(() => (isWaiting() ? initial() === undefined : resource.isLoading()))
  const status = computed(() => {
    if (!isWaiting()) return resource.status()
    return isLoading() ? 'loading' : 'resolved'
  })
  const value = computed(() => (isWaiting() ? initial() : resource.value()))

  const set = (next: unknown) => resource.set(next)
  const update = (change: (value: unknown) => unknown) => set(change(untracked(value)))
  const snapshot = computed(() => {
    const now = status()
    return now === 'error' ? { status: now, error: resource.error() } : { status: now, value: value() }
  })

  const started = {
    value: Object.assign(value, { set, update, asReadonly: () => value }),
    status,
    isLoading,
    error: resource.error,
    snapshot, // since Angular 21
    hasValue: () => status() !== 'error' && value() !== undefined,
    set,
    update,
    reload: () => resource.reload(),
    destroy: () => resource.destroy(),
    asReadonly: () => started,
  } as unknown as ResourceRef<unknown> // a writable signal has a brand, `hasValue` a type predicate
  return started
}
