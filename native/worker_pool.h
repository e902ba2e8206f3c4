// libuv's pool of threads. Its size is fixed when it is first used.
#pragma once

#include <v8.h>

namespace greenpatch {

// startPool(size): starts the pool with so many threads, unless it runs already: then nothing happens. Returns how many
// threads were added, or -1 where that cannot be told.
void StartPool(const v8::FunctionCallbackInfo<v8::Value>& info);

}  // namespace greenpatch
