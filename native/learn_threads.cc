#include "learn_threads.h"

#if defined(__linux__)
#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>

namespace greenpatch {
namespace {

using v8::Isolate;
using v8::Locker;
using v8::Unlocker;
using v8::internal::Internals;

constexpr size_t kWord = sizeof(uintptr_t);
constexpr size_t kTopAt = Internals::kIsolateThreadLocalTopOffset;
constexpr size_t kTopBytes = Internals::kThreadLocalTopSize;
constexpr size_t kScopeDataWords = 3;
constexpr size_t kArchiveReach = 1544;
constexpr size_t kMostImplementer = 512;
constexpr size_t kListReach = 8;         // words behind the lock's owner
constexpr size_t kMostRecords = 1 << 20;
constexpr size_t kDebugReach = 512;
constexpr size_t kLeastDebug = 8 * kWord;
constexpr uintptr_t kInterruptMark = UINTPTR_MAX - 1;
// Far below the ids of coroutines, and above V8's own.
std::atomic<int> next_id{1 << 22};

uintptr_t WordAt(const std::vector<char>& bytes, size_t at) {
  uintptr_t word = 0;
  if (at + kWord <= bytes.size()) memcpy(&word, bytes.data() + at, kWord);
  return word;
}

std::string Found(const char* what, size_t times) {
  return std::string(what) + " was found " + std::to_string(times) + " times instead of once";
}

// What the isolate and V8's archive of the running stack had at one moment.
struct Moment {
  std::vector<uintptr_t> before, during;  // the isolate, in words
  std::vector<char> archive;
  uintptr_t record = 0;                   // address of the pointer to the list's anchor
  size_t lists = 0;                       // that have a record of the thread
};

Moment Observe(const ThreadSearch& search) {
  Moment moment;
  moment.before = search.memory.Words(search.isolate, search.bytes);
  AsOtherThread(search, [&](int left) {
    moment.during = search.memory.Words(search.isolate, search.bytes);
    const auto owner = reinterpret_cast<uintptr_t>(search.probes.lock_owner);
    for (size_t i = 1; i <= kListReach; i++) {
      const uintptr_t at = (owner & ~(kWord - 1)) + i * kWord;
      uintptr_t anchor = 0;
      if (search.memory.Read(reinterpret_cast<void*>(at), &anchor, kWord) != kWord) continue;
      const ThreadRecord record = FindRecord(search, anchor, left);
      if (record.data == nullptr) continue;
      moment.archive = ReadArchive(search, record.data);
      moment.record = at;
      moment.lists++;
    }
  });
  return moment;
}

// Behind the implementer, whose size is learned by that: a copy of what lies in the isolate at a place that V8's headers name.
std::string FindTop(const Moment& moment, ThreadLayout* layout) {
  size_t found = 0;
  for (size_t at = kWord; at <= kMostImplementer; at += kWord) {
    if (memcmp(moment.archive.data() + at, &moment.before[kTopAt / kWord], kTopBytes) != 0) continue;
    layout->implementer_bytes = at;
    found++;
  }
  return found == 1 ? "" : Found("ThreadLocalTop in V8's archive", found);
}

// The slot of the last handle is known, so its end is where the running stack's handle scopes go on.
std::string FindScopeData(const Moment& moment, uintptr_t next, ThreadLayout* layout) {
  size_t found = 0;
  for (size_t i = 0; i + kScopeDataWords <= moment.before.size(); i++) {
    if (moment.before[i] != next || moment.during[i] != 0) continue;
    for (size_t at = kWord; at + kScopeDataWords * kWord <= layout->implementer_bytes; at += kWord) {
      if (memcmp(moment.archive.data() + at, &moment.before[i], kScopeDataWords * kWord) != 0) continue;
      layout->scope_data = i * kWord;
      layout->scope_data_copy = at;
      found++;
    }
  }
  return found == 1 ? "" : Found("the data of handle scopes", found);
}

// As archived, but for the copy of the data, which is made then.
bool IsImplementer(const Moment& moment, const ThreadLayout& layout, const char* copy) {
  const size_t behind = layout.scope_data_copy + kScopeDataWords * kWord;
  return memcmp(copy, moment.archive.data(), layout.scope_data_copy) == 0 &&
         memcmp(copy + behind, moment.archive.data() + behind, layout.implementer_bytes - behind) == 0;
}

std::string FindImplementer(const ThreadSearch& search, const Moment& moment, ThreadLayout* layout) {
  std::vector<uintptr_t> owned;  // what has the isolate as its first word
  std::vector<uintptr_t> pointers = search.memory.PointersIn(search.isolate, search.bytes);
  search.memory.Behind(pointers, kWord, [&](uintptr_t address, const char* copy, size_t bytes) {
    const auto* words = reinterpret_cast<const uintptr_t*>(copy);
    for (size_t i = 0; i < bytes / kWord; i++)
      if (words[i] == reinterpret_cast<uintptr_t>(search.isolate)) owned.push_back(address + i * kWord);
  });
  size_t found = 0;
  char copy[kMostImplementer];
  for (size_t i = 0; i < moment.before.size(); i++) {
    const uintptr_t word = moment.before[i];
    if (std::find(owned.begin(), owned.end(), word) == owned.end()) continue;
    if (search.memory.Read(reinterpret_cast<void*>(word), copy, layout->implementer_bytes) != layout->implementer_bytes) continue;
    // It may have been emptied and filled again since: the copy is as before.
    if (!IsImplementer(moment, *layout, copy)) continue;
    layout->implementer = i * kWord;
    found++;
  }
  return found == 1 ? "" : Found("V8's implementer of handle scopes", found);
}

std::string FindRelocatable(const Moment& moment, ThreadLayout* layout) {
  const uintptr_t head = WordAt(moment.archive, layout->implementer_bytes + kTopBytes);
  size_t found = 0;
  for (size_t i = 0; i < moment.before.size() && head != 0; i++) {
    if (moment.before[i] != head || moment.during[i] != 0) continue;
    if (i * kWord >= kTopAt && i * kWord < kTopAt + kTopBytes) continue;
    layout->relocatable = i * kWord;
    found++;
  }
  return found == 1 ? "" : Found("the list of relocatable objects", found);
}

// Which words of the stack guard are what: seen in a thread that only we use, whose limit is set and which is asked to interrupt.
std::string FindGuard(const ThreadSearch& search, const Moment& moment, ThreadLayout* layout) {
  constexpr size_t kWords = kGuardWordBytes / kWord;
  const size_t at = layout->implementer_bytes + kTopBytes + kWord;
  if (memcmp(moment.archive.data() + at, &moment.before[kGuardWordsAt / kWord], kGuardWordBytes) != 0)
    return "the stack guard is not where it should be in V8's archive";
  const auto* guard = reinterpret_cast<const volatile uintptr_t*>(reinterpret_cast<char*>(search.isolate) + kGuardWordsAt);
  std::vector<uintptr_t> set, asked;
  uintptr_t limit = 0;
  AsOtherThread(search, [&](int) {
    limit = guard[0] + 4096;
    search.isolate->SetStackLimit(limit);
    set.assign(guard, guard + kWords);
    search.isolate->RequestInterrupt([](Isolate*, void*) {}, nullptr);
    asked.assign(guard, guard + kWords);
  });
  size_t limits = 0, marks = 0;
  for (size_t i = 0; i < kWords; i++) {
    if (set[i] == limit && asked[i] == limit && limits++ == 0) layout->limit = i * kWord;
    if (set[i] == limit && asked[i] == kInterruptMark) marks++;
    if (set[i] == 0 && asked[i] == 0) layout->idle_words |= size_t{1} << i;
  }
  if (limits == 0 || marks == 0 || layout->idle_words == 0) return "the stack guard's limits were not found";
  return "";
}

// Calls `see` with what can be read within reach of the isolate's pointers, whole, however many pages that has.
void BehindPointers(const ThreadSearch& search, size_t reach, const std::function<void(uintptr_t address, const std::vector<char>&)>& see) {
  std::vector<char> run;
  uintptr_t start = 0;
  search.memory.Behind(search.memory.PointersIn(search.isolate, search.bytes), reach, [&](uintptr_t address, const char* copy, size_t bytes) {
    if (address != start + run.size()) {
      see(start, run);
      run.clear();
      start = address;
    }
    run.insert(run.end(), copy, copy + bytes);
  });
  see(start, run);
}

// How much of the archive from `at` on is at this place as well.
size_t SameBytes(const Moment& moment, size_t at, const char* place, size_t most) {
  size_t same = 0;
  while (same + kWord <= most && at + same + kWord <= moment.archive.size() && memcmp(place + same, &moment.archive[at + same], kWord) == 0)
    same += kWord;
  return same;
}

// Whether the isolate's address is among the words from `at` on.
bool HoldsIsolate(const ThreadSearch& search, const std::vector<char>& run, size_t at) {
  const size_t end = std::min(run.size(), at + kDebugReach);
  for (; at + kWord <= end; at += kWord)
    if (WordAt(run, at) == reinterpret_cast<uintptr_t>(search.isolate)) return true;
  return false;
}

// The debugger's state lies behind a pointer of the isolate. It ends where the archive goes on with something else. Memory that has been
// freed may hold copies of it: then it is the one behind which the debugger has its isolate.
std::string FindDebug(const ThreadSearch& search, const Moment& moment, ThreadLayout* layout) {
  const size_t at = layout->implementer_bytes + kTopBytes + kWord + kGuardWordBytes;
  struct Place {
    uintptr_t state;
    size_t bytes;
    bool in_debugger;
  };
  std::vector<Place> places;
  BehindPointers(search, kDebugReach, [&](uintptr_t address, const std::vector<char>& run) {
    for (size_t offset = 0; offset + kLeastDebug <= run.size(); offset += kWord) {
      const size_t same = SameBytes(moment, at, run.data() + offset, run.size() - offset);
      if (same >= kLeastDebug) places.push_back({address + offset, same, HoldsIsolate(search, run, offset + same)});
    }
  });
  if (places.size() > 1) std::erase_if(places, [](const Place& place) { return !place.in_debugger; });
  if (places.size() != 1) return Found("the debugger's state", places.size());
  const uintptr_t state = places[0].state;
  uintptr_t nearest = 0;
  layout->debug_bytes = places[0].bytes;
  // Of several pointers the nearest one, which points into the same object.
  for (size_t i = 0; i < moment.before.size(); i++) {
    const uintptr_t pointer = moment.before[i];
    if (pointer > state || state - pointer > kDebugReach || pointer <= nearest) continue;
    nearest = pointer;
    layout->debug = i * kWord;
    layout->debug_state = state - pointer;
  }
  return nearest != 0 ? "" : "no pointer to the debugger was found";
}

}  // namespace

void AsOtherThread(const ThreadSearch& search, const std::function<void(int left)>& look) {
  volatile int* const id = search.probes.thread_id;
  const int left = *id;
  const Unlocker unlock(search.isolate);
  *id = next_id++;
  {
    const Locker lock(search.isolate);
    const v8::HandleScope handles(search.isolate);  // without one V8 cannot restore a thread's debugger
    look(left);
  }
  *id = left;
}

ThreadRecord FindRecord(const ThreadSearch& search, uintptr_t anchor, int id) {
  ThreadRecord record;
  uintptr_t at = anchor, previous = 0;
  for (size_t n = 0; n < kMostRecords && at % kWord == 0 && at >= 4096; n++) {
    if (search.memory.Read(reinterpret_cast<void*>(at), &record, sizeof record) != sizeof record) break;
    if (n > 0 && reinterpret_cast<uintptr_t>(record.previous) != previous) break;
    const auto manager = reinterpret_cast<uintptr_t>(record.manager), owner = reinterpret_cast<uintptr_t>(search.probes.lock_owner);
    if (manager > owner || owner - manager > 256) break;
    if (n > 0 && at == anchor) break;
    if (n > 0 && record.id == id) return record;
    previous = at;
    at = reinterpret_cast<uintptr_t>(record.next);
  }
  return {};
}

std::vector<char> ReadArchive(const ThreadSearch& search, const void* data) {
  std::vector<char> copy(kArchiveReach);
  copy.resize(data != nullptr ? search.memory.Read(data, copy.data(), copy.size()) : 0);
  return copy;
}

std::vector<char> FreshArchive(const ThreadSearch& search, const ThreadStates& states) {
  std::vector<char> copy;
  AsOtherThread(search, [&](int) {
    AsOtherThread(search, [&](int left) {
      copy = ReadArchive(search, FindRecord(search, reinterpret_cast<uintptr_t>(states.anchor), left).data);
    });
  });
  if (copy.size() >= states.bytes()) copy.resize(states.bytes());
  return copy;
}

bool VerifyDebug(const ThreadSearch& search, const ThreadStates& states) {
  size_t at = 0;
  int value = 0;
  for (; at + sizeof value <= states.layout.debug_bytes; at += sizeof value) {
    memcpy(&value, states.debug + at, sizeof value);
    if (value == -1) break;
  }
  if (value != -1) return false;
  bool seen = false;
  const int magic = 0x5eed;
  memcpy(states.debug + at, &magic, sizeof magic);
  AsOtherThread(search, [&](int left) {
    char* const data = FindRecord(search, reinterpret_cast<uintptr_t>(states.anchor), left).data;
    if (data == nullptr) return;
    seen = memcmp(data + states.debug_at() + at, &magic, sizeof magic) == 0;
    if (seen) memcpy(data + states.debug_at() + at, &value, sizeof value);  // V8 looks at what it restores
  });
  memcpy(states.debug + at, &value, sizeof value);
  return seen;
}

std::string LearnThreadLayout(const ThreadSearch& search, ThreadLayout* layout) {
  const v8::Local<v8::Number> last = v8::Number::New(search.isolate, 1.5);
  uintptr_t slot = 0;
  static_assert(sizeof last == sizeof slot);
  memcpy(&slot, static_cast<const void*>(&last), sizeof slot);
  const Moment moment = Observe(search);
  if (moment.lists != 1) return Found("V8's list of threads", moment.lists);
  if (moment.archive.size() != kArchiveReach || moment.before.size() != moment.during.size() || moment.before.size() * kWord < kTopAt + kTopBytes)
    return "V8's archive of a thread could not be read";
  layout->records = moment.record - reinterpret_cast<uintptr_t>(search.probes.lock_owner);
  std::string why = FindTop(moment, layout);
  if (why.empty()) why = FindScopeData(moment, slot + kWord, layout);
  if (why.empty()) why = FindImplementer(search, moment, layout);
  if (why.empty()) why = FindRelocatable(moment, layout);
  if (why.empty()) why = FindGuard(search, moment, layout);
  if (why.empty()) why = FindDebug(search, moment, layout);
  return why;
}

}  // namespace greenpatch
#endif
