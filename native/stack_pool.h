// Stacks for the switch engine: reserved generously, paid for page by page, reused.
//
//   one slot                                        high addresses
//   ┌──────────────────────────────────────────────┐ top      = Stack::top
//   │ JavaScript: at least plain Node's stack size │
//   ├──────────────────────────────────────────────┤ limit    = V8's stack limit
//   │ reserve for native code called near the limit│
//   ├──────────────────────────────────────────────┤
//   │ guard page                                   │
//   └──────────────────────────────────────────────┘ base     (the next slot's top lies here)
//
// Slots are cut from large mappings without a protection boundary, so neighbouring mappings merge and 100,000 stacks need a
// handful of them. Guard pages are guard markers (MADV_GUARD_INSTALL, Linux 6.13), which cost no mapping; on older kernels
// they are PROT_NONE pages, which cost two mappings each, for as long as vm.max_map_count allows, and none after that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace greenpatch {

enum class GuardKind : uint8_t { kMarker, kMprotect, kNone };

// Gives what a deep recursion has touched back to the system, and keeps what lies just below `top`. Cheap when there is nothing.
void GiveBackDeepPages(char* lowest, char* top);

struct Stack {
  char* base = nullptr;
  char* top = nullptr;
  GuardKind guard = GuardKind::kNone;
};

class StackPool {
 public:
  explicit StackPool(size_t usable_bytes);
  ~StackPool();
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  // False, with errno set, when the system refuses the memory.
  bool Allocate(Stack* stack);
  // To be called when a stack has become idle: gives pages of a deep recursion back to the system.
  void Settle(const Stack& stack);
  // Gives all pages back; the stack's saved state is lost.
  void Discard(const Stack& stack);
  size_t guarded() const { return guarded_; }
  size_t slot_bytes() const { return slot_bytes_; }
  const char* guard_name() const;

 private:
  bool MapChunk();
  bool InstallGuards(char* start, size_t slots);
  GuardKind InstallGuard(char* base);

  struct Chunk {
    char* start;
    size_t bytes;
  };
  const size_t page_;
  const size_t slot_bytes_;
  std::vector<Chunk> chunks_;
  char* next_ = nullptr;  // unused slots of the newest chunk: [next_, end_)
  char* end_ = nullptr;
  bool chunk_has_guards_ = false;
  size_t guarded_ = 0;
  size_t mprotect_budget_;
  bool markers_ = true;
};

}  // namespace greenpatch
