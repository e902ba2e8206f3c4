// Scripts whose functions V8 shows in no stack trace, as it does with those of its own inspector: to the debugger they are no code of
// the program either. V8 decides by a script's type, which only V8 itself sets; --builtins-in-stack-traces shows them. See
// docs/internals/probes.md.
#pragma once

#include <v8.h>

#include <string>

namespace greenpatch {

// Hides the script that `function` is of, the way to which is found and verified once per process. Empty on success, otherwise why not.
std::string HideScriptOf(v8::Isolate* isolate, v8::Local<v8::Context> context, v8::Local<v8::Function> function);

}  // namespace greenpatch
