// Finds, on the calling thread, the words of V8's state that the switch engine sets, without knowing V8's layout: each is
// recognised by what public functions answer when it changes, and nothing is used that is not found exactly once. See
// docs/internals/probes.md.
#pragma once

#include <v8.h>

#include <string>

namespace greenpatch {

struct Probes {
  volatile int* thread_id = nullptr;          // V8's id of the calling thread, in thread-local storage
  void* volatile* stack_start = nullptr;      // where conservative scanning of the C++ heap's stack ends, likewise
  void* hub_stack_start = nullptr;            // its value on the thread's own stack
  volatile int* lock_owner = nullptr;         // V8's id of the thread that holds the isolate; null when not found
  volatile int* current_id = nullptr;         // the isolate's own note of the thread that runs in it; found with the owner
  std::string why_no_owner;                   // what the CPU profiler will miss, and why
};

// Empty on success, otherwise what could not be found or verified. The lock's owner may be missing: everything but the
// sampling of fibers by the CPU profiler works without it.
std::string Probe(v8::Isolate* isolate, Probes* probes);

}  // namespace greenpatch
