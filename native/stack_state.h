// What V8 and C++ keep outside the stack although it belongs to it: it leaves with the stack and comes back with it, or nothing
// parks while it is in use. docs/internals/state-that-leaves-with-a-stack.md has the whole list.
#pragma once

#include <v8.h>

#include <memory>
#include <string>
#include <vector>

#include "cxx_exceptions.h"
#include "join_stacks.h"
#include "stack_formatting.h"

namespace greenpatch {

class StackState {
 public:
  // Of a stack that does not run, if there is anything.
  struct State {
    CxxExceptions exceptions;
    JoinStacks::Held joins;
  };
  using Kept = std::unique_ptr<State>;
  using Inherited = JoinStacks::Held;

  // `one_thread`: all stacks are this thread's, so what is the thread's has to leave with them.
  void Find(v8::Isolate* isolate, v8::Local<v8::Context> context, bool one_thread);
  void Detach() {
    formatting_.Unwatch();
    joins_.Detach();
  }

  // Something is going on in which nothing may park, and what it is; null when nothing is.
  const char* Forbids(v8::Isolate* isolate) const;
  // What is off, and why; nothing where there is no reason.
  void Note(const char* name, const std::string& why) {
    if (!why.empty()) missing_.push_back(std::string(name) + ": " + why);
  }
  // Features that are off, each "name: why".
  const std::vector<std::string>& missing() const { return missing_; }

  // The running stack is left for another one, which goes on.
  Kept Leave() { return Any() ? Take(nullptr, nullptr) : nullptr; }
  // It is left for one that begins, as a plain call would.
  Kept LeaveForNew(Inherited* inherited) { return Any() ? Take(inherited, nullptr) : nullptr; }
  // It suspends.
  Kept Suspend(Inherited* inherited) {
    Kept kept = Any() ? Take(nullptr, inherited) : nullptr;
    if (!inherited->empty()) inherited->clear();
    return kept;
  }
  // It goes on. The stacks that have run meanwhile have taken their own along.
  void Return(const Kept& kept) {
    if (kept != nullptr) Put(*kept);
  }

 private:
  bool Any() { return (exceptions_ != nullptr && exceptions_->Any()) || (joins_.known() && joins_.Any()); }
  Kept Take(Inherited* leave_copies, const Inherited* inherited);
  void Put(const State& state);

  CxxExceptions* exceptions_ = nullptr;
  JoinStacks joins_;
  StackFormatting formatting_;
  std::vector<std::string> missing_;
};

}  // namespace greenpatch
