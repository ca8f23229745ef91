/*
 * Flags of zone.js, set before it loads. It must not patch EventTarget here, because the module loader of these specs
 * uses a MessagePort. The port's listeners are older than the patch, and the patched dispatch throws on them.
 */
Object.assign(globalThis, { __Zone_disable_EventTarget: true })
