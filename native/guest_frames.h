// Guests: instances of WebAssembly. Whether there are any, and whether the running stack is inside one. Nothing is wrapped for this, so
// it holds for instances of every realm and for Node's own, whichever way they are called.
#pragma once

#include <v8.h>

namespace greenpatch {

// From now on the first byte of `used` becomes 1 as soon as a guest is made, in any realm, the second once JSPI is used. From then on
// V8 is told to do without its scavenger: it visits each suspended stack of WebAssembly once more for every archived stack, and
// copies a young object at each visit.
void WatchGuests(v8::Isolate* isolate, v8::Local<v8::Uint8Array> used);
void UnwatchGuests(v8::Isolate* isolate);

// How many times the running stack has gone into WebAssembly and has not come out again.
int GuestEntries(v8::Isolate* isolate);

}  // namespace greenpatch
