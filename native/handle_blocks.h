// A stack's first block of V8's handles. V8 allocates 8 KiB for it, of which most stacks need a few hundred bytes: a page of each parked
// fiber. Here it begins in the page of the stack's first frames instead, which is touched anyhow, and its rest is reserved memory.
//
//   ── page ──────────────┬─ page ────────────── page ──────────
//   frames ◀── top block ─┼──▶ the block's rest, seldom touched
//
// V8 gets it as its spare block when the stack begins, below all other blocks, and it is taken away when the stack has ended: in between
// V8 neither frees a first block nor hands it on. Where V8 keeps the spare one is learned and verified. See docs/internals/engine.md.
#pragma once

#include <v8.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "memory_map.h"
#include "thread_states.h"

namespace greenpatch {

class HandleBlocks {
 public:
  // Empty on success, otherwise why V8 allocates all blocks. Called on the thread's own stack.
  std::string Find(v8::Isolate* isolate, const ThreadStates& states);
  bool on() const { return block_bytes_ != 0; }
  size_t block_bytes() const { return block_bytes_; }

  // The running stack, which has no handles yet, gets `block` for them. A handle scope has to follow, with its First handle.
  bool Lend(char* block) const {
    if (!on() || Spare() != 0 || ScopeData()[kNext] != 0 || ScopeData()[kLimit] != 0) return false;
    Spare() = reinterpret_cast<uintptr_t>(block);
    return true;
  }
  void First(char* block) const;
  // All scopes since Lend are closed.
  void TakeBack(char* block) const {
    if (on() && Spare() == reinterpret_cast<uintptr_t>(block)) Spare() = 0;
  }
  // Of a stack that has ended: whether V8 has allocated one, and keeps it.
  bool KeepsOne(const char* archive) const {
    uintptr_t block = 0;
    memcpy(&block, archive + spare_, sizeof block);
    return block != 0;
  }

 private:
  static constexpr size_t kNext = 0, kLimit = 1;
  struct Seen;
  Seen Fill() const;
  std::string FindSpare();
  std::string Verify(const MemoryMap& memory);

  uintptr_t& Spare() const { return *reinterpret_cast<uintptr_t*>(implementer_ + spare_); }
  const uintptr_t* ScopeData() const { return scope_data_; }

  v8::Isolate* isolate_ = nullptr;
  char* implementer_ = nullptr;
  size_t implementer_bytes_ = 0;
  const uintptr_t* scope_data_ = nullptr;
  size_t spare_ = 0;  // in the implementer
  size_t block_bytes_ = 0;
};

}  // namespace greenpatch
