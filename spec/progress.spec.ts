import test from 'ava'
import { immediately, clientAnswering, progress, replies, virtually } from './support/virtual.js'

test('polls at once, then each time the interval after the answer, and emits each status once', (t) => {
  virtually(t, ({ cold, expectObservable }) => {
    const { progress$ } = clientAnswering(immediately('qqpc'))
    expectObservable(progress$('a')).toBe('q-------------------p---------(c|)', progress)
  })
})

test('an endpoint slower than the interval is not starved by its own polling', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const q = cold('  50ms (q|)', replies)
    const p = cold('             50ms (p|)', replies)
    const c = cold('                        50ms (c|)', replies)
    const { progress$ } = clientAnswering([q, p, c])
    expectObservable(progress$('a')).toBe('50ms q 59ms p 59ms (c|)', progress)
    expectSubscriptions(q.subscriptions).toBe('^ 49ms !')
    expectSubscriptions(p.subscriptions).toBe('60ms ^ 49ms !')
    expectSubscriptions(c.subscriptions).toBe('120ms ^ 49ms !')
  })
})
