// Learns the layout of V8's thread states from what V8 archives: the first thread of the process that asks does it, all verify it.
#pragma once

#include <v8.h>

#include <functional>
#include <string>
#include <vector>

#include "memory_map.h"
#include "probe.h"
#include "thread_states.h"

namespace greenpatch {

struct ThreadSearch {
  v8::Isolate* isolate;
  const Probes& probes;
  MemoryMap memory;
  size_t bytes;  // of the isolate
};

// Leaves the isolate under the running id, `left`, which V8 archives, and calls `look` as another thread that has come to it.
void AsOtherThread(const ThreadSearch& search, const std::function<void(int left)>& look);

// Of the thread `id` in the list with this anchor; its `data` is null where there is none.
ThreadRecord FindRecord(const ThreadSearch& search, uintptr_t anchor, int id);
std::vector<char> ReadArchive(const ThreadSearch& search, const void* data);
// What V8 archives for a thread that has done nothing but open a handle scope; empty where it is not found.
std::vector<char> FreshArchive(const ThreadSearch& search, const ThreadStates& states);
// Whether what is changed in the debugger's state is changed in V8's archive of it.
bool VerifyDebug(const ThreadSearch& search, const ThreadStates& states);

// Empty on success, otherwise what could not be found.
std::string LearnThreadLayout(const ThreadSearch& search, ThreadLayout* layout);

}  // namespace greenpatch
