#include "stack_pool.h"

#if defined(__linux__)
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

namespace greenpatch {
namespace {

constexpr size_t kMostSlotsPerChunk = 64;
// A pooled stack keeps this much below its top resident; deeper pages go back to the system when it becomes idle.
constexpr size_t kWarmBytes = 32 * 1024;

size_t RoundUp(size_t n, size_t to) { return (n + to - 1) / to * to; }

// A quarter of the mappings a process may have: the rest is the program's.
size_t MprotectBudget() {
  size_t most = 65530;
  if (FILE* file = fopen("/proc/sys/vm/max_map_count", "re")) {
    if (fscanf(file, "%zu", &most) != 1) most = 65530;
    fclose(file);
  }
  return most / 4 / 2;
}

}  // namespace

StackPool::StackPool(size_t usable_bytes)
    : page_(static_cast<size_t>(sysconf(_SC_PAGESIZE))),
      slot_bytes_(RoundUp(usable_bytes, page_) + page_),
      mprotect_budget_(MprotectBudget()) {}

StackPool::~StackPool() {
  for (const Chunk& chunk : chunks_) munmap(chunk.start, chunk.bytes);
}

bool StackPool::MapChunk() {
  // Fewer slots where the address space is short (ulimit -v, containers), down to a single one.
  for (size_t slots = kMostSlotsPerChunk; slots > 0; slots /= 4) {
    const size_t bytes = slots * slot_bytes_;
    void* start = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (start == MAP_FAILED) continue;
    // A transparent huge page would turn the two pages a parked fiber touches into 2 MiB.
    madvise(start, bytes, MADV_NOHUGEPAGE);
    chunks_.push_back({static_cast<char*>(start), bytes});
    next_ = static_cast<char*>(start);
    end_ = next_ + bytes;
    chunk_has_guards_ = InstallGuards(next_, slots);
    return true;
  }
  return false;
}

// All guards of a chunk in one call, where the kernel takes several ranges of the own process: a third of what a new stack costs.
bool StackPool::InstallGuards(char* start, size_t slots) {
#if defined(SYS_process_madvise) && defined(SYS_pidfd_open)
  if (!markers_) return false;
  const long self = syscall(SYS_pidfd_open, getpid(), 0);
  if (self < 0) return false;
  iovec pages[kMostSlotsPerChunk];
  for (size_t i = 0; i < slots; i++) pages[i] = {start + i * slot_bytes_, page_};
  const long done = syscall(SYS_process_madvise, self, pages, slots, MADV_GUARD_INSTALL, 0);
  close(static_cast<int>(self));
  return done == static_cast<long>(slots * page_);
#else
  return false;
#endif
}

GuardKind StackPool::InstallGuard(char* base) {
  if (markers_ && madvise(base, page_, MADV_GUARD_INSTALL) == 0) return GuardKind::kMarker;
  markers_ = false;
  if (mprotect_budget_ > 0 && mprotect(base, page_, PROT_NONE) == 0) {
    mprotect_budget_--;
    return GuardKind::kMprotect;
  }
  return GuardKind::kNone;
}

bool StackPool::Allocate(Stack* stack) {
  if (next_ == end_ && !MapChunk()) return false;
  stack->base = next_;
  stack->top = next_ + slot_bytes_;
  stack->guard = chunk_has_guards_ ? GuardKind::kMarker : InstallGuard(next_);
  if (stack->guard != GuardKind::kNone) guarded_++;
  next_ += slot_bytes_;
  return true;
}

// Whether a recursion has gone through a page: what it leaves behind, return addresses and pointers, is found in any line of
// memory. A few lines tell, and an untouched page reads as zeros without becoming resident.
static bool Touched(const char* start, size_t bytes) {
  for (size_t at = 0; at < bytes; at += bytes / 4) {
    const auto* line = reinterpret_cast<const uint64_t*>(start + at);
    for (int i = 0; i < 8; i++)
      if (line[i] != 0) return true;
  }
  return false;
}

void GiveBackDeepPages(char* lowest, char* top) {
  static const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  char* warm = top - kWarmBytes;
  warm -= reinterpret_cast<uintptr_t>(warm) % page;
  const char* probe = warm - page;
  if (probe < lowest || !Touched(probe, page)) return;
  madvise(lowest, static_cast<size_t>(warm - lowest), MADV_DONTNEED);
}

void StackPool::Settle(const Stack& stack) { GiveBackDeepPages(stack.base + page_, stack.top); }

void StackPool::Discard(const Stack& stack) {
  char* from = stack.base + page_;
  madvise(from, static_cast<size_t>(stack.top - from), MADV_DONTNEED);
}

const char* StackPool::guard_name() const {
  if (guarded_ == 0) return "a guard below each as far as the system has them";
  if (markers_) return "guard markers";
  return mprotect_budget_ > 0 ? "guard pages" : "guard pages, and none beyond the mappings the system allows";
}

}  // namespace greenpatch
#endif
