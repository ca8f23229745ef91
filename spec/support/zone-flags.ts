/*
 * Flags of zone.js, set before it loads. It must not patch EventTarget here: the module loader of these specs talks
 * through a MessagePort, whose listeners are older than the patch, and the patched dispatch throws on them.
 */
Object.assign(globalThis, { __Zone_disable_EventTarget: true })
