#include "stack_pool.h"

#if defined(__linux__)
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

namespace greenpatch {
namespace {

constexpr size_t kKiB = 1024, kMiB = 1024 * 1024;
// What native code may skip without touching it, a buffer of a level of a recursion, is smaller than this.
constexpr size_t kGuardBytes = 256 * kKiB;
constexpr size_t kMostSlotsPerChunk = 64;
constexpr size_t kFirstSlots = 8;
// One page of the kernel's tables describes so much address space. Each slot is as large, or several times, and begins in the middle
// of one: so a slot's top and the next one's guard zone are described by one page.
constexpr size_t kTableBytes = 2 * kMiB;
// A pooled stack keeps this much below its top resident; deeper pages go back to the system when it becomes idle.
constexpr size_t kWarmBytes = 32 * kKiB;
// What Linux gives the main thread in all where that is not limited, and the most room for native code that is followed.
constexpr size_t kUsualStack = 8 * kMiB, kMostNative = 64 * kMiB;
constexpr size_t kShortNative = 512 * kKiB;
// What stays free for V8 and all others where address space is limited.
constexpr size_t kMostLeft = 1024 * kMiB, kLeftByCommitLimit = 256 * kMiB;

// What is looked at of a page, whole, to see whether it has been used.
constexpr size_t kLine = 64, kUpperPart = 1024;
// What compiled code may use below its stack pointer.
constexpr size_t kRedZone = 128;

size_t RoundUp(size_t n, size_t to) { return (n + to - 1) / to * to; }

size_t Limit(__rlimit_resource_t which) {
  rlimit limit;
  if (getrlimit(which, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return SIZE_MAX;
  return limit.rlim_cur;
}

size_t ReadNumber(const char* path, size_t otherwise) {
  size_t number = otherwise;
  if (FILE* file = fopen(path, "re")) {
    if (fscanf(file, "%zu", &number) != 1) number = otherwise;
    fclose(file);
  }
  return number;
}

// vm.overcommit_memory=2: what is reserved counts as if it were used.
bool CommitIsLimited() {
  static const bool limited = ReadNumber("/proc/sys/vm/overcommit_memory", 0) == 2;
  return limited;
}

size_t LeftForOthers() {
  const size_t limit = Limit(RLIMIT_AS);
  if (limit != SIZE_MAX) return std::min(kMostLeft, limit / 8 / kMiB * kMiB);
  return CommitIsLimited() ? kLeftByCommitLimit : 0;
}

// A quarter of the mappings that a process may have, two for each guard zone: the rest is the program's.
std::atomic<int64_t>& MprotectBudget() {
  static std::atomic<int64_t> budget{static_cast<int64_t>(ReadNumber("/proc/sys/vm/max_map_count", 65530) / 4 / 2)};
  return budget;
}

char* Map(size_t bytes) {
  void* start = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return start == MAP_FAILED ? nullptr : static_cast<char*>(start);
}

}  // namespace

bool AddressSpaceIsShort() { return Limit(RLIMIT_AS) != SIZE_MAX || CommitIsLimited(); }

size_t NativeRoom(size_t script_bytes, size_t wanted) {
  if (AddressSpaceIsShort()) return kShortNative;
  if (wanted > 0) return wanted;
  const size_t limit = Limit(RLIMIT_STACK);
  const size_t whole = limit == SIZE_MAX ? kUsualStack : limit;
  const size_t others = script_bytes + kGuardBytes;
  return std::clamp(whole > others ? whole - others : 0, kShortNative, kMostNative);
}

StackPool::StackPool(size_t script_bytes, size_t native_bytes, FaultNotes* notes)
    : page_(static_cast<size_t>(sysconf(_SC_PAGESIZE))),
      script_bytes_(script_bytes),
      slot_bytes_(RoundUp(script_bytes + native_bytes + kGuardBytes, kTableBytes)),
      notes_(notes),
      left_for_others_(LeftForOthers()) {}

StackPool::~StackPool() {
  MprotectBudget() += static_cast<int64_t>(protected_);
  for (const Chunk& chunk : chunks_) {
    UnwatchGuards(chunk.watched);
    munmap(chunk.start, chunk.bytes);
  }
}

// Fewer slots where the address space is short (ulimit -v, containers), down to a single one, and at first, when few may be needed.
bool StackPool::MapChunk() {
  for (size_t slots = chunks_.empty() ? kFirstSlots : kMostSlotsPerChunk; slots > 0; slots /= 4)
    if (MapSlots(slots)) return true;
  errno = ENOMEM;
  return false;
}

bool StackPool::MapSlots(size_t slots) {
  const size_t bytes = slots * slot_bytes_ + kTableBytes;
  char* start = Map(bytes);
  if (start == nullptr) return false;
  if (left_for_others_ > 0) {
    char* others = Map(left_for_others_);
    if (others == nullptr) {
      munmap(start, bytes);
      return false;
    }
    munmap(others, left_for_others_);
  }
  // A transparent huge page would turn the page that a parked fiber touches into 2 MiB.
  madvise(start, bytes, MADV_NOHUGEPAGE);
  const size_t past = reinterpret_cast<uintptr_t>(start) % kTableBytes;
  next_ = start + (kTableBytes / 2 + kTableBytes - past) % kTableBytes;
  end_ = next_ + slots * slot_bytes_;
  chunks_.push_back({start, bytes, WatchGuards({next_, slots, slot_bytes_, kGuardBytes, script_bytes_, notes_})});
  chunk_has_guards_ = InstallGuards(next_, slots);
  return true;
}

// All guard zones of a chunk in one call, where the kernel takes several ranges of the own process: a third of what a new stack costs.
bool StackPool::InstallGuards(char* start, size_t slots) {
#if defined(SYS_process_madvise) && defined(SYS_pidfd_open)
  if (!markers_) return false;
  const long self = syscall(SYS_pidfd_open, getpid(), 0);
  if (self < 0) return false;
  iovec zones[kMostSlotsPerChunk];
  for (size_t i = 0; i < slots; i++) zones[i] = {start + i * slot_bytes_, kGuardBytes};
  const long done = syscall(SYS_process_madvise, self, zones, slots, MADV_GUARD_INSTALL, 0);
  close(static_cast<int>(self));
  return done == static_cast<long>(slots * kGuardBytes);
#else
  return false;
#endif
}

GuardKind StackPool::InstallGuard(char* base) {
  if (markers_ && madvise(base, kGuardBytes, MADV_GUARD_INSTALL) == 0) return GuardKind::kMarker;
  markers_ = false;
  if (MprotectBudget()-- > 0 && mprotect(base, kGuardBytes, PROT_NONE) == 0) {
    protected_++;
    return GuardKind::kMprotect;
  }
  MprotectBudget()++;
  return GuardKind::kNone;
}

void StackPool::LeaveAbove(size_t bytes, size_t touched) { above_ = RoundUp(bytes - touched, page_) + touched; }

bool StackPool::Allocate(Stack* stack) {
  if (next_ == end_ && !MapChunk()) return false;
  stack->lowest = next_ + kGuardBytes;
  stack->end = next_ + slot_bytes_;
  stack->top = stack->end - above_;
  stack->guard = chunk_has_guards_ ? GuardKind::kMarker : InstallGuard(next_);
  if (stack->guard != GuardKind::kNone) {
    guarded_++;
  } else {
    notes_->unguarded++;
  }
  next_ += slot_bytes_;
  return true;
}

static bool AnyWord(const char* start, size_t bytes) {
  const auto* words = reinterpret_cast<const uint64_t*>(start);
  for (size_t i = 0; i < bytes / sizeof *words; i++)
    if (words[i] != 0) return true;
  return false;
}

// Whether a recursion has gone through a page, or has come into its upper part: what it leaves behind, return addresses and pointers, is
// found in any line of memory. A few lines tell, and an untouched page reads as zeros without becoming resident.
static bool Touched(const char* start, size_t bytes) {
  for (size_t at = 0; at < bytes; at += bytes / 4)
    if (AnyWord(start + at, kLine)) return true;
  return AnyWord(start + bytes - kUpperPart, kUpperPart);
}

static void GiveBack(char* lowest, char* end) {
  static const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  end -= reinterpret_cast<uintptr_t>(end) % page;
  const char* probe = end - page;
  if (probe < lowest || !Touched(probe, page)) return;
  madvise(lowest, static_cast<size_t>(end - lowest), MADV_DONTNEED);
}

void GiveBackDeepPages(char* lowest, char* top) { GiveBack(lowest, top - kWarmBytes); }

void StackPool::Settle(const Stack& stack) { GiveBackDeepPages(stack.lowest, stack.top); }

void StackPool::GiveBackBelow(const Stack& stack, char* sp) { GiveBack(stack.lowest, sp - kRedZone); }

void StackPool::Discard(const Stack& stack) { madvise(stack.lowest, static_cast<size_t>(stack.end - stack.lowest), MADV_DONTNEED); }

const char* StackPool::guard_name() const {
  if (guarded_ == 0) return "a guard zone below each as far as the system has them";
  if (markers_) return "guard markers";
  return MprotectBudget() > 0 ? "guard zones" : "guard zones, and none beyond the mappings the system allows";
}

}  // namespace greenpatch
#endif
