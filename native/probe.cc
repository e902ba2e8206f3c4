#include "probe.h"

#if defined(__linux__)
#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cstring>

#include "isolate_words.h"
#include "memory_map.h"
#include "signals_blocked.h"

extern "C" void* __libc_stack_end __attribute__((weak));

namespace greenpatch {
namespace {

using v8::Isolate;
using v8::Locker;
using v8::Unlocker;

// V8 numbers threads from 1 upwards, one number for each thread that ever touched it.
constexpr int kMostThreadIds = 1 << 20;
// Ids that no thread has. Each probe takes its own: another thread's, made at the same time, must not be taken for it.
std::atomic<int> next_magic_id{0x7ffffff0};
int MagicId() { return next_magic_id--; }
// Where the isolate notes the running thread's id.
KnownOffsets known_current_id;

std::string FindThreadId(Isolate* isolate, Probes* probes) {
  if (!Locker::IsLocked(isolate)) return "Node does not hold V8's lock on this thread";
  const int magic = MagicId();
  int found = 0;
  for (const TlsBlock& block : ThreadLocalBlocks()) {
    for (size_t at = 0; at + sizeof(int) <= block.bytes; at += sizeof(int)) {
      auto* word = reinterpret_cast<volatile int*>(block.base + at);
      const int old = *word;
      if (old <= 0 || old > kMostThreadIds) continue;
      *word = magic;
      const bool locked = Locker::IsLocked(isolate);
      *word = old;
      if (locked) continue;
      probes->thread_id = word;
      found++;
    }
  }
  if (found == 1 && Locker::IsLocked(isolate)) return "";
  probes->thread_id = nullptr;
  return "V8's thread id was found " + std::to_string(found) + " times in thread-local storage instead of once";
}

void* ThreadStackTop() {
  pthread_attr_t attributes;
  void* base = nullptr;
  size_t bytes = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return nullptr;
  pthread_attr_getstack(&attributes, &base, &bytes);
  pthread_attr_destroy(&attributes);
  return static_cast<char*>(base) + bytes;
}

// How far behind a pointer of the isolate is looked: the heaps' stack records lie up to 1,904 bytes into objects of theirs.
constexpr size_t kReach = 4096;
// V8's lock has an object of its own, which is small.
constexpr size_t kOwnerReach = 256;

// Words in the isolate, or within reach of one of its pointers, that hold `value`.
std::vector<uintptr_t> FindFromIsolate(const MemoryMap& memory, Isolate* isolate, void* value) {
  std::vector<uintptr_t> found;
  memory.Behind(memory.PointersIn(isolate, IsolateBytes(memory, isolate)), kReach, [&](uintptr_t address, const char* copy, size_t bytes) {
    const auto* words = reinterpret_cast<const uintptr_t*>(copy);
    for (size_t i = 0; i < bytes / sizeof *words; i++) {
      if (words[i] == reinterpret_cast<uintptr_t>(value)) found.push_back(address + i * sizeof *words);
    }
  });
  return found;
}

void CopyStackStart(Isolate* isolate) {
  isolate->Enter();
  isolate->Exit();
}

// Entering the isolate must copy the word into the heap; without that a garbage collection on a fiber would walk off its
// stack. So there must be a word that follows a change, and follows it back.
std::string VerifyStackStart(const MemoryMap& memory, Isolate* isolate, const Probes& probes) {
  void* const magic = static_cast<char*>(probes.hub_stack_start) + 0x5eed0;
  *probes.stack_start = magic;
  CopyStackStart(isolate);
  const std::vector<uintptr_t> copies = FindFromIsolate(memory, isolate, magic);
  *probes.stack_start = probes.hub_stack_start;
  CopyStackStart(isolate);
  for (uintptr_t copy : copies) {
    void* now = nullptr;
    memory.Read(reinterpret_cast<void*>(copy), &now, sizeof now);
    if (now == probes.hub_stack_start) return "";
  }
  return "entering the isolate does not set the heap's stack start (of " + std::to_string(copies.size()) + " copies)";
}

std::string FindStackStart(Probes* probes) {
  auto get = reinterpret_cast<void* (*)()>(dlsym(RTLD_DEFAULT, "_ZN2v84base5Stack13GetStackStartEv"));
  // Not every C library has the second one.
  void* const glibc_end = &__libc_stack_end != nullptr ? __libc_stack_end : nullptr;
  void* candidates[] = {get != nullptr ? get() : ThreadStackTop(), get != nullptr ? nullptr : glibc_end};
  int found = 0;
  for (const TlsBlock& block : ThreadLocalBlocks()) {
    for (size_t at = 0; at + sizeof(void*) <= block.bytes; at += sizeof(void*)) {
      auto* word = reinterpret_cast<void* volatile*>(block.base + at);
      void* const old = *word;
      if (old == nullptr || (old != candidates[0] && old != candidates[1])) continue;
      if (get != nullptr) {
        *word = reinterpret_cast<void*>(0x1000);
        const bool seen = get() == reinterpret_cast<void*>(0x1000);
        *word = old;
        if (!seen) continue;
      }
      probes->stack_start = word;
      probes->hub_stack_start = old;
      found++;
    }
  }
  if (found == 1) return "";
  probes->stack_start = nullptr;
  return "V8's stack start was found " + std::to_string(found) + " times in thread-local storage instead of once";
}

// The word behind the isolate's pointers that holds `id`, and whose change makes the lock look free.
int FindOwnerWord(const MemoryMap& memory, Isolate* isolate, int id, volatile int** owner) {
  int found = 0;
  memory.Behind(memory.PointersIn(isolate, IsolateBytes(memory, isolate)), kOwnerReach, [&](uintptr_t address, const char* copy, size_t bytes) {
    const auto* ints = reinterpret_cast<const int*>(copy);
    for (size_t i = 0; i < bytes / sizeof *ints; i++) {
      if (ints[i] != id) continue;
      auto* word = reinterpret_cast<volatile int*>(address) + i;
      *word = 1;
      const bool locked = Locker::IsLocked(isolate);
      *word = id;
      if (locked) continue;
      *owner = word;
      found++;
    }
  });
  return found;
}

// The words of the isolate itself that hold `id`.
std::vector<volatile int*> FindCurrentIdWords(const MemoryMap& memory, Isolate* isolate, int id) {
  std::vector<volatile int*> found;
  const std::vector<uintptr_t> words = memory.Words(isolate, IsolateBytes(memory, isolate));
  const auto* ints = reinterpret_cast<const int*>(words.data());
  for (size_t i = 0; i < words.size() * (sizeof(uintptr_t) / sizeof(int)); i++) {
    if (ints[i] == id) found.push_back(reinterpret_cast<volatile int*>(isolate) + i);
  }
  return found;
}

// Takes the lock under ids of our own, which V8 then writes to the words that are looked for.
void FindOwner(const MemoryMap& memory, Isolate* isolate, Probes* probes) {
  const int id = *probes->thread_id, first = MagicId(), second = MagicId();
  int owners = 0;
  std::vector<volatile int*> currents;
  {
    Unlocker unlock(isolate);
    *probes->thread_id = first;
    {
      Locker lock(isolate);
      owners = FindOwnerWord(memory, isolate, first, &probes->lock_owner);
      currents = FindCurrentIdWords(memory, isolate, first);
    }
    *probes->thread_id = second;
    {
      Locker lock(isolate);
      // The owner itself may lie close behind the isolate; it follows the id just as well.
      std::erase_if(currents,
                    [&](volatile int* word) { return *word != second || word == probes->lock_owner; });
    }
    *probes->thread_id = id;
  }
  const auto offset = [&] { return static_cast<size_t>(reinterpret_cast<char*>(const_cast<int*>(currents[0])) - reinterpret_cast<char*>(isolate)); };
  std::vector<size_t> known;
  if (owners == 1 && currents.size() == 1) {
    known_current_id.Get([&](std::vector<size_t>* found) { return found->assign(1, offset()), std::string(); }, &known);
    if (known[0] != offset()) currents.clear();
  }
  if (owners == 1 && currents.size() == 1 && *probes->lock_owner == id && *currents[0] == id) {
    probes->current_id = currents[0];
    return;
  }
  probes->lock_owner = nullptr;
  probes->why_no_owner = "the lock's owner was found " + std::to_string(owners) + " times and the running thread's id " +
                         std::to_string(currents.size()) + " times, instead of once each";
}

}  // namespace

std::string Probe(Isolate* isolate, Probes* probes) {
  SignalsBlocked signals_blocked;
  MemoryMap memory;
  std::string why = FindThreadId(isolate, probes);
  if (why.empty()) why = FindStackStart(probes);
  if (!why.empty()) return why;
  memory.Exclude(&signals_blocked);  // stale copies of what is looked for lie on this stack
  memory.Exclude(const_cast<void**>(probes->stack_start));
  if (!memory.readable()) return "this process may not read its own memory safely, so that the probes can't be verified";
  why = VerifyStackStart(memory, isolate, *probes);
  if (why.empty()) FindOwner(memory, isolate, probes);
  return why;
}

}  // namespace greenpatch
#endif
