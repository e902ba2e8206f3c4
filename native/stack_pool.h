// Stacks of both engines on Linux: reserved generously, paid for page by page, reused.
//
//   one slot                                        high addresses
//   ┌──────────────────────────────────────────────┐ end      = Stack::end
//   │ what else belongs to the stack, if anything  │
//   ├──────────────────────────────────────────────┤ top      = Stack::top
//   │ JavaScript: what plain Node gives it, and a  │
//   │ little more                                  │
//   ├──────────────────────────────────────────────┤ limit    = V8's stack limit
//   │ room for native code called near the limit   │
//   ├──────────────────────────────────────────────┤ Stack::lowest
//   │ guard zone                                   │
//   └──────────────────────────────────────────────┘ base     (the next slot's top lies here)
//
// Slots are cut from large mappings, so 100,000 stacks need few of them. Guard zones are guard markers (MADV_GUARD_INSTALL, Linux
// 6.13), which cost no mapping; on older kernels they are PROT_NONE, which costs two mappings each, for as long as
// vm.max_map_count allows, and none after that: the engine says so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "guard_fault.h"

namespace greenpatch {

enum class GuardKind : uint8_t { kMarker, kMprotect, kNone };

// Gives what a deep recursion has touched back to the system, and keeps what lies just below `top`. Cheap when there is nothing.
void GiveBackDeepPages(char* lowest, char* top);

// Room for native code below V8's limit: so much, or, for 0, as much as the main thread's own stack has; little where address space
// is short.
size_t NativeRoom(size_t script_bytes, size_t wanted);

struct Stack {
  char* lowest = nullptr;
  char* top = nullptr;
  char* end = nullptr;  // [top, end) is for what else belongs to the stack, see StackPool::LeaveAbove
  GuardKind guard = GuardKind::kNone;
  size_t usable() const { return static_cast<size_t>(top - lowest); }
};

// Whether what is reserved counts, as if it were used.
bool AddressSpaceIsShort();

class StackPool {
 public:
  // Of script_bytes + native_bytes. `notes` is what a fault in a guard zone is told with, see guard_fault.h.
  StackPool(size_t script_bytes, size_t native_bytes, FaultNotes* notes);
  ~StackPool();
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  // So much is left above each stack to come; the first `touched` bytes of it lie in the page of the stack's first frames.
  void LeaveAbove(size_t bytes, size_t touched);
  // False, with errno set, when the system refuses the memory, or would have too little left for everything else.
  bool Allocate(Stack* stack);
  // To be called when a stack has become idle: gives pages of a deep recursion back to the system.
  void Settle(const Stack& stack);
  // The same for one that does not run and stands at `sp`: of what lies below nothing is needed.
  static void GiveBackBelow(const Stack& stack, char* sp);
  // Gives all pages back, those above it too; the stack's saved state is lost.
  void Discard(const Stack& stack);
  size_t guarded() const { return guarded_; }
  size_t slot_bytes() const { return slot_bytes_; }
  const char* guard_name() const;

 private:
  bool MapChunk();
  bool MapSlots(size_t slots);
  bool InstallGuards(char* start, size_t slots);
  GuardKind InstallGuard(char* base);

  struct Chunk {
    char* start;
    size_t bytes;
    size_t watched;  // its number among those that guard_fault.h watches
  };
  const size_t page_;
  const size_t script_bytes_;
  const size_t slot_bytes_;
  FaultNotes* const notes_;
  const size_t left_for_others_;
  size_t above_ = 0;
  std::vector<Chunk> chunks_;
  char* next_ = nullptr;  // unused slots of the newest chunk: [next_, end_)
  char* end_ = nullptr;
  bool chunk_has_guards_ = false;
  size_t guarded_ = 0;
  size_t protected_ = 0;  // of these, how many cost mappings
  bool markers_ = true;
};

}  // namespace greenpatch
