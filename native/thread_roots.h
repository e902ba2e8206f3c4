// What a stack that does not run refers to, as far as collections look there: its words, and what V8 has archived of it, with its blocks
// of handles and its lists of contexts. Where V8 keeps those two is learned from what entering a context and making handles change.
#pragma once

#include <v8.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "memory_map.h"
#include "thread_states.h"

namespace greenpatch {

class ThreadRoots {
 public:
  // Empty on success, otherwise what was not found. Called on the thread's own stack, in a context.
  std::string Find(v8::Isolate* isolate, const ThreadStates& states);
  // A number that differs as soon as one of all these words does. The stack's words in use are [sp, top).
  uint64_t Sum(const char* archive, const void* sp, const void* top) const;

 private:
  // V8's vectors in the implementer of handle scopes: data, capacity, size.
  struct Vector {
    uintptr_t data, capacity, size;
  };
  Vector VectorAt(const char* implementer, size_t at) const;
  std::string FindContexts(v8::Isolate* isolate, const MemoryMap& memory);
  std::string FindBlocks(v8::Isolate* isolate, const MemoryMap& memory);

  const ThreadStates* states_ = nullptr;
  std::vector<size_t> contexts_;  // places of the vectors
  size_t blocks_ = 0;
  size_t block_bytes_ = 0;
};

}  // namespace greenpatch
