// Flags of V8 that greenpatch changes while a process runs. They are part of the hash that V8 compares code caches by: once one has
// been set as flags are set, Node's own code cache and every `cachedData` of a program would be refused. So what is changed is
// the flag's byte, and the hash stays what it was. The byte is the one that follows the flag when it is set and unset; where it is not
// found exactly once, or where the hash shows the change all the same, the flag is set.
#pragma once

#include <v8.h>

namespace greenpatch {

// Once per process. V8 ends the process when it looks for code of WebAssembly that is not used any more while a stack is archived.
void SwitchOffWasmCodeGc();

// Once per process. Every collection is a full one: V8's scavenger does not bear suspended stacks of WebAssembly (JSPI) while
// others are archived.
void SwitchOffScavenger();

// Whether scavenges are to leave young objects where they are if something on a stack may refer to them. Asked once per process.
bool ScavengesPinObjects();

// Whether code caches are accepted as without greenpatch.
bool CodeCachesKept();

}  // namespace greenpatch
