// V8's list of the native contexts of an isolate, and what each keeps in its slots. Some of that belongs to the running stack: what is
// being joined (join_stacks.h), the last match of a regular expression (last_matches.h). It is looked at with each switch.
#pragma once

#include <v8.h>

#include <algorithm>
#include <deque>
#include <string>

#include "isolate_words.h"

namespace greenpatch {

class ContextList {
 public:
  // Finds the list and verifies it; empty on success, otherwise why not.
  std::string Find(v8::Isolate* isolate, v8::Local<v8::Context> context);
  bool known() const { return contexts_ != nullptr; }
  // What refers to the isolate goes.
  void Detach() { known_.clear(); }

  // Whether `is` is true of one of them. For those that must be quick: up to four are looked at in V8's list, more through known handles.
  template <typename Is>
  bool AnyOf(Is is) {
    uintptr_t context = *contexts_;
    for (int i = 0; i < kFew; i++, context = Slot(context, next_slot_)) {
      if (context == undefined_) return false;
      if (is(context)) return true;
    }
    if (known_.empty() || *contexts_ != Tagged(known_.back())) Learn();
    return std::any_of(known_.begin(), known_.end(), [&is](const v8::Global<v8::Context>& known) {
      const uintptr_t tagged = Tagged(known);
      return tagged != 0 && is(tagged);
    });
  }
  // The same with each. `see` must not make V8 collect garbage.
  template <typename See>
  void ForAll(See see) {
    AnyOf([&see](uintptr_t context) {
      see(context);
      return false;
    });
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
  // Where there are more than a few contexts: those in the list, oldest first. V8 puts new ones at its head. To follow a long list takes
  // hundreds of nanoseconds per context, because each load waits for the one before; these are loaded at the same time. The handles are weak,
  // and V8 empties them where they lie.
  static constexpr int kFew = 4;
  std::deque<v8::Global<v8::Context>> known_;
  static constexpr size_t kMostKnown = 64;
  size_t most_known_ = kMostKnown;  // with more, those that are gone are dropped
};

}  // namespace greenpatch
