// What V8 and C++ keep outside the stack although it belongs to it: it leaves with the stack and comes back with it, or nothing
// parks while it is in use. ARCHITECTURE.md, "What stays behind when a stack is left", has the whole list.
#pragma once

#include <v8.h>

#include <string>
#include <utility>
#include <vector>

#include "cxx_exceptions.h"
#include "join_stacks.h"
#include "stack_formatting.h"

namespace greenpatch {

class StackState {
 public:
  // Of a stack that does not run.
  struct Kept {
    CxxExceptions exceptions;
    JoinStacks::Held joins;
  };
  using Inherited = JoinStacks::Held;

  void Find(v8::Isolate* isolate, v8::Local<v8::Context> context);
  void Detach() { formatting_.Unwatch(); }

  // Something is going on in which nothing may park, and what it is; null when nothing is.
  const char* Forbids(v8::Isolate* isolate) const;
  // What is off, and why; nothing where there is no reason.
  void Note(const char* name, const std::string& why) {
    if (!why.empty()) missing_.push_back(std::string(name) + ": " + why);
  }
  // Features that are off, each "name: why".
  const std::vector<std::string>& missing() const { return missing_; }

  // The running stack is left for another one, which goes on.
  Kept Leave() {
    Kept kept{ExchangeCxxExceptions({}), {}};
    if (joins_.known() && joins_.Any()) kept.joins = joins_.Take();
    return kept;
  }
  // It is left for one that begins, as a plain call would.
  Kept LeaveForNew(Inherited* inherited) {
    Kept kept{ExchangeCxxExceptions({}), {}};
    if (joins_.known() && joins_.Any()) kept.joins = joins_.TakeLeavingCopies(inherited);
    return kept;
  }
  // It suspends.
  Kept Suspend(Inherited* inherited) {
    Kept kept{ExchangeCxxExceptions({}), {}};
    if (joins_.known() && joins_.Any()) kept.joins = joins_.TakeOwn(*inherited);
    if (!inherited->empty()) inherited->clear();
    return kept;
  }
  // It goes on.
  void Return(Kept kept) {
    ExchangeCxxExceptions(kept.exceptions);
    if (!kept.joins.empty()) joins_.Put(std::move(kept.joins));
  }

 private:
  JoinStacks joins_;
  StackFormatting formatting_;
  std::vector<std::string> missing_;
};

}  // namespace greenpatch
