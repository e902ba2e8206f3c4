// Where V8 keeps what belongs to the stack that runs, and the form in which it archives that when a thread leaves. Nothing of it is
// assumed: the layout is learned from what V8 itself archives for a throw-away thread, and then verified the other way round. See
// docs/internals/engine.md.
#pragma once

#include <v8.h>

#include <cstddef>
#include <string>
#include <vector>

#include "probe.h"

namespace greenpatch {

// A thread that has left, in V8's list of those: collections visit what is in its archive.
struct ThreadRecord {
  int id = -1;
  bool terminate = false;  // asked for when V8 restores it, which it never does with ours
  char* data = nullptr;
  ThreadRecord* next = nullptr;
  ThreadRecord* previous = nullptr;
  void* manager = nullptr;
};

inline void InsertBehind(ThreadRecord* place, ThreadRecord* record) {
  record->next = place->next;
  record->previous = place;
  place->next->previous = record;
  place->next = record;
}

inline void TakeFromList(ThreadRecord* record) {
  record->next->previous = record->previous;
  record->previous->next = record->next;
  record->next = record->previous = nullptr;
}

// An archive has the implementer of handle scopes, ThreadLocalTop, the head of the list of relocatable objects, the stack guard and
// the debugger's state, in that order. All is in bytes.
struct ThreadLayout {
  size_t scope_data;       // of handle scopes, in the isolate
  size_t implementer;      // the pointer to it, in the isolate
  size_t implementer_bytes;
  size_t scope_data_copy;  // in the implementer
  size_t relocatable;      // in the isolate
  size_t records;          // the pointer to the list's anchor, behind the word of the lock's owner
  size_t debug;            // the pointer to the debugger, in the isolate
  size_t debug_state;      // in the debugger
  size_t debug_bytes;
  size_t limit;            // the one of the stack guard's limits that no interrupt changes, in the guard
  size_t idle_words;       // of the guard, a bit each: 0 unless interrupts are postponed
};

struct ThreadStates {
  ThreadLayout layout{};
  std::vector<char> fresh;          // the archive of a thread that has just come, with a handle scope open
  ThreadRecord* anchor = nullptr;   // of V8's list of those who have left
  char* implementer = nullptr;
  char* debug = nullptr;            // the debugger's state

  size_t top_at() const { return layout.implementer_bytes; }
  size_t relocatable_at() const { return top_at() + v8::internal::Internals::kThreadLocalTopSize; }
  size_t guard_at() const { return relocatable_at() + sizeof(void*); }
  size_t debug_at() const;
  size_t bytes() const { return debug_at() + layout.debug_bytes; }
};

// The guard's words behind its pointer to the isolate.
constexpr size_t kGuardWordsAt = v8::internal::Internals::kIsolateStackGuardOffset + sizeof(void*);
constexpr size_t kGuardWordBytes = v8::internal::Internals::kStackGuardSize - sizeof(void*);
inline size_t ThreadStates::debug_at() const { return guard_at() + kGuardWordBytes; }

// Both as V8 does it when a thread leaves and comes back, for what is exchanged at each switch.
void SaveThread(v8::Isolate* isolate, const ThreadStates& states, char* archive);
void LoadThread(v8::Isolate* isolate, const ThreadStates& states, const char* archive);

// Empty on success, otherwise what could not be found or verified. Called on the thread's own stack.
std::string FindThreadStates(v8::Isolate* isolate, const Probes& probes, ThreadStates* states);

}  // namespace greenpatch
