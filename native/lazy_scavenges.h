// Stacks that have rested for some scavenges are out of V8's list of threads while it scavenges: what they refer to is old, and a
// scavenge would look at all of it in vain. For every other collection, and while they run, they are in the list.
//
//   V8's list:   anchor ── visible ── visible ── border ── hidden ── hidden ── (anchor)
//   a scavenge:  anchor ── visible ── visible ── border ── (anchor)
//
// That all is old is not assumed. Scavenges move every young object; so a stack none of whose words a scavenge has changed has none.
// See docs/internals/engine.md.
#pragma once

#include <v8.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "thread_roots.h"
#include "thread_states.h"

namespace greenpatch {

// A stack in V8's list, by own switching.
struct RestingThread {
  ThreadRecord record;
  bool resting = false;      // suspended: `record.data` is its archive
  bool hidden = false;       // behind the border
  uint8_t seen = 0;          // scavenges since it rests, as far as that matters
  uint64_t sum = 0;          // of what it refers to, behind the last of these
  void* const* sp = nullptr;
  const void* top = nullptr;
};

class LazyScavenges {
 public:
  // Empty on success, otherwise why every scavenge looks at all stacks. `nothing` is an archive in which nothing is.
  std::string Open(v8::Isolate* isolate, const ThreadStates& states, char* nothing);
  void Close();
  bool on() const { return isolate_ != nullptr; }
  size_t hidden() const { return hidden_; }

  void Rests(RestingThread* thread) {
    thread->seen = 0;
    thread->resting = true;
  }
  void Wakes(RestingThread* thread) {
    thread->resting = false;
    if (thread->hidden) Show(thread);
  }

 private:
  // The sum is taken after so many, when objects that were young have been promoted, and compared after the next one.
  static constexpr uint8_t kFirstSum = 2;

  static void BeforeGc(v8::Isolate* isolate, v8::GCType type, v8::GCCallbackFlags, void* self);
  static void AfterGc(v8::Isolate* isolate, v8::GCType type, v8::GCCallbackFlags, void* self);
  void Register();
  void Unregister();
  void TakeOut();
  void PutBack();
  void Look();
  void LookAt(RestingThread* thread);
  void Hide(RestingThread* thread);
  void Show(RestingThread* thread);

  v8::Isolate* isolate_ = nullptr;
  ThreadRecord* anchor_ = nullptr;
  ThreadRecord border_;
  ThreadRecord *first_ = nullptr, *last_ = nullptr;  // of those that are out of the list
  bool out_ = false;
  bool scavenges_ = false;  // one has begun since the last look
  size_t hidden_ = 0;
  ThreadRoots roots_;
};

}  // namespace greenpatch
