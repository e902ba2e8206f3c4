// V8 keeps, in each context, an array of the arrays that are being joined (Array.prototype.join, toString, toLocaleString, and
// those of typed arrays), to tell cycles. It takes it that they leave it in the reverse order of their coming: two fibers that park
// inside the same array's join give one of them '', and from the third entry on the order ends the process. So every stack has one
// of its own. See docs/internals/state-that-leaves-with-a-stack.md.
#pragma once

#include <v8.h>

#include <string>
#include <vector>

#include "context_list.h"

namespace greenpatch {

class JoinStacks {
 public:
  // What one context's joins are, while the stack that is in them does not run.
  struct Kept {
    v8::Global<v8::Context> context;
    v8::Global<v8::Value> joins;  // V8's array
    int inherited = 0;            // so many of its first entries belong to the stack that this one was entered on top of
  };
  using Held = std::vector<Kept>;

  // Finds where contexts keep it and verifies that; empty on success, otherwise why not.
  std::string Find(v8::Isolate* isolate, v8::Local<v8::Context> context, ContextList* contexts);

  bool known() const { return contexts_ != nullptr; }
  // What a context's slot holds.
  uintptr_t Of(uintptr_t context) const { return Slot(context, slot_); }
  // Whether it is an array, which V8 takes out of the slot only while it has entries, and then leaves as it is.
  bool IsArray(uintptr_t joins) const { return joins != undefined_; }
  // Gives a context that is in no join a new one, so that those of many contexts lie side by side.
  void Settle(v8::Local<v8::Context> context);

  // Whether an array has an entry.
  bool Holds(uintptr_t joins) const { return Slot(joins, 0) != hole_; }
  // Whether the running stack is in a join of this context's.
  bool In(uintptr_t context) const { return contexts_ != nullptr && IsArray(Of(context)) && Holds(Of(context)); }
  bool Any() {
    bool any = false;
    if (contexts_ != nullptr) contexts_->ForAll([&](uintptr_t context) { any = any || In(context); });
    return any;
  }
  // Takes the running stack's joins away.
  Held Take();
  // The same, and leaves a copy of each, for a stack that is entered on top of this one as a plain call would be: it must find
  // the cycles that its caller is in.
  Held TakeLeavingCopies(std::vector<Kept>* inherited);
  // Takes what a stack has beyond what it has inherited.
  Held TakeOwn(const Held& inherited);
  void Put(const Held& held);

 private:
  static uintptr_t Slot(uintptr_t object, size_t i) { return ContextList::Slot(object, i); }
  static size_t LengthOf(uintptr_t array) { return ContextList::LengthOf(array); }
  v8::Local<v8::Value> CopyOf(uintptr_t joins, size_t from) const;
  void Set(v8::Local<v8::Context> context, v8::Local<v8::Value> joins) const;
  std::string Search(v8::Local<v8::Context> context, std::vector<size_t>* offsets);
  std::string Verify(v8::Local<v8::Context> context);
  bool CanExchange(v8::Local<v8::Context> context);

  v8::Isolate* isolate_ = nullptr;
  ContextList* contexts_ = nullptr;
  size_t slot_ = 0;  // where each context has its array
  uintptr_t undefined_ = 0, hole_ = 0;
};

}  // namespace greenpatch
