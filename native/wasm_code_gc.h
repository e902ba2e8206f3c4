// V8 ends the process when it looks for code of WebAssembly that nobody uses any more while a stack is archived. So that is
// switched off, by the flag that V8 has for it. The flag is part of the hash that V8 compares code caches by: once it has been
// set as flags are set, Node's own code cache and every `cachedData` of a program would be refused. So what is changed is the
// flag's byte, and the hash stays what it was.
#pragma once

#include <v8.h>

namespace greenpatch {

// Once a process. The byte is the one that follows the flag when it is set and unset; where it is not found exactly once, or
// where the hash shows the change all the same, the flag is set.
void SwitchOffWasmCodeGc();

// Whether code caches are accepted as without greenpatch.
bool CodeCachesKept();

}  // namespace greenpatch
