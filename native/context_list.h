// V8's list of the native contexts of an isolate, and what each keeps in its slots. Some of that belongs to the running stack: what is
// being joined (join_stacks.h), the last match of a regular expression (last_matches.h). It is looked at with each switch.
#pragma once

#include <v8.h>

#include <algorithm>
#include <string>
#include <vector>

#include "isolate_words.h"

namespace greenpatch {

class ContextList {
 public:
  // Finds the list and verifies it; empty on success, otherwise why not.
  std::string Find(v8::Isolate* isolate, v8::Local<v8::Context> context);
  bool known() const { return contexts_ != nullptr; }
  // What refers to the isolate goes.
  void Detach() { seen_.clear(); }

  // One of them, and what it was seen to hold when it was looked at last (context_look.h): addresses as they were then.
  static constexpr uintptr_t kNew = 2, kUnseen = ~uintptr_t{0};  // no addresses
  struct Seen {
    v8::Global<v8::Context> handle;  // weak
    v8::Global<v8::Value> joins_handle, match_handle;
    uintptr_t context = kNew;
    uintptr_t joins = kUnseen;
    uintptr_t match = kUnseen;
  };
  // All there are, oldest first; those that are gone are empty.
  std::vector<Seen>& All() {
    if (seen_.empty() || *contexts_ != Tagged(seen_.back().handle)) Learn();
    return seen_;
  }
  // One of its slots has been written to: it has to be looked at closely.
  void Forget(v8::Local<v8::Context> context) {
    const auto is_it = [context](const Seen& seen) { return seen.handle == context; };
    const auto found = std::find_if(seen_.begin(), seen_.end(), is_it);
    if (found != seen_.end()) found->context = found->joins = kUnseen;
  }
  // Calls `see` with the address of each. It must not make V8 collect garbage.
  template <typename See>
  void ForAll(See see) {
    for (Seen& seen : All()) {
      const uintptr_t context = Tagged(seen.handle);
      if (context != 0) see(context);
    }
  }

  uintptr_t undefined() const { return undefined_; }
  static uintptr_t Slot(uintptr_t object, size_t i) { return WordsOf(object)[kElementsAt + i]; }
  static size_t LengthOf(uintptr_t array) { return WordsOf(array)[kLengthWord] >> 32; }
  // A context is laid out as an array is. So V8's public functions for arrays read and write its elements, with all that garbage
  // collections want to know of a write. The same goes for what its slots hold.
  template <typename T>
  static v8::Local<v8::PrimitiveArray> AsArray(v8::Local<T> object) {
    return Recast<v8::PrimitiveArray>(object);
  }
  static void Set(v8::Isolate* isolate, v8::Local<v8::PrimitiveArray> array, size_t i, v8::Local<v8::Value> value) {
    array->Set(isolate, static_cast<int>(i), Recast<v8::Primitive>(value));
  }

 private:
  void Learn();
  std::string Search(v8::Local<v8::Context> context, std::vector<size_t>* offsets);
  size_t FindNextSlot(v8::Local<v8::Context> context, volatile uintptr_t* head, size_t length);
  std::string Verify(v8::Local<v8::Context> context) const;

  v8::Isolate* isolate_ = nullptr;
  const volatile uintptr_t* contexts_ = nullptr;  // the isolate's list of contexts: its first
  size_t next_slot_ = 0;                          // where each has the next one
  uintptr_t undefined_ = 0;
  // V8 puts new ones at its list's head, and takes those out that are gone. To follow a long list takes hundreds of nanoseconds per context,
  // because each load waits for the one before.
  std::vector<Seen> seen_;
  static constexpr size_t kMostSeen = 64;
  size_t most_seen_ = kMostSeen;  // with more, those that are gone are dropped
};

}  // namespace greenpatch
