// What V8 and C++ keep outside the stack although it belongs to it: it leaves with the stack and comes back with it, or nothing
// parks while it is in use. docs/internals/state-that-leaves-with-a-stack.md has the whole list.
#pragma once

#include <v8.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cxx_exceptions.h"
#include "context_list.h"
#include "context_look.h"
#include "join_stacks.h"
#include "kept_targets.h"
#include "last_matches.h"
#include "stack_formatting.h"

namespace greenpatch {

class StackState {
 public:
  // Of a stack that does not run, if there is anything.
  struct State {
    CxxExceptions exceptions;
    JoinStacks::Held joins;
    LastMatches::Contexts matched;  // in which it has, before it was left for one that begins
  };
  using Kept = std::unique_ptr<State>;
  // What a stack has for as long as it is used.
  struct Own {
    JoinStacks::Held inherited;  // joins of the stack that it was entered on top of, until it suspends
    LastMatches::Kept matches;
    KeptTargets::Kept targets;
  };

  // `one_thread`: all stacks are this thread's, so what is the thread's has to leave with them.
  void Find(v8::Isolate* isolate, v8::Local<v8::Context> context, bool one_thread);
  void Detach() {
    formatting_.Unwatch();
    contexts_.Detach();
    matches_.Detach();
    KeptTargets::Drop(&hub_targets_);
  }

  // Something is going on in which nothing may park, and what it is; null when nothing is.
  const char* Forbids(v8::Isolate* isolate) const;
  // What is off, and why; nothing where there is no reason.
  void Note(const char* name, const std::string& why) {
    if (!why.empty()) missing_.push_back(std::string(name) + ": " + why);
  }
  // Features that are off, each "name: why".
  const std::vector<std::string>& missing() const { return missing_; }

  // The running stack, which is `own` or the hub, is left for another one, which goes on.
  Kept Leave(Own* own, Own* other) {
    Kept kept = Any() ? Take(Leaving::kForOther, own) : nullptr;
    if (!matches_.IsThere(other->matches)) matches_.Return(other->matches);
    if (targets_.Any()) targets_.Take(&TargetsOf(own), false);
    targets_.Return(&other->targets);
    return kept;
  }
  // It goes on. The stacks that have run meanwhile have taken their own along.
  void Return(const Kept& kept, Own* own) {
    if (kept != nullptr) Put(*kept);
    const bool looked = std::exchange(looked_, false);
    if (own != nullptr && !own->matches.empty()) ReturnMatches(own->matches, looked);
    targets_.Return(&TargetsOf(own));
  }
  // The same, where its resumer has put back what `own` has.
  void ReturnFromSuspend(const Kept& kept) {
    looked_ = false;
    if (kept != nullptr) Put(*kept);
  }
  // It is left for one that begins, as a plain call would, and comes back from that.
  Kept LeaveForNew(Own* own, Own* other) {
    Kept kept = Any() ? Take(Leaving::kForNew, other) : nullptr;
    if (kept != nullptr && own != nullptr && !look_.matched().empty()) kept->matched = matches_.ContextsOf(look_.matched());
    return kept;
  }
  void ReturnFromNew(const Kept& kept, Own* own, const Own& other) {
    looked_ = false;
    if (kept != nullptr) Put(*kept);
    if (own == nullptr) return;
    if (kept != nullptr && !kept->matched.empty()) matches_.Unmark(kept->matched);
    if (!other.matches.empty()) matches_.Unmark(other.matches);
    targets_.Share(other.targets, &own->targets);
  }
  // It suspends.
  Kept Suspend(Own* own) {
    Kept kept = Any() ? Take(Leaving::kSuspends, own) : nullptr;
    looked_ = true;
    if (!own->inherited.empty()) own->inherited.clear();
    if (targets_.Any()) targets_.Take(&own->targets, true);
    return kept;
  }
  // It has ended.
  void Drop(Own* own) {
    if (!own->inherited.empty()) own->inherited.clear();
    matches_.Drop(&own->matches);
    KeptTargets::Drop(&own->targets);
  }

 private:
  enum class Leaving { kForOther, kForNew, kSuspends };
  bool Any() {
    const bool any = look_.Any();
    return any || (exceptions_ != nullptr && exceptions_->Any());
  }
  Kept Take(Leaving how, Own* own);
  KeptTargets::Kept& TargetsOf(Own* own) { return own != nullptr ? own->targets : hub_targets_; }
  void Put(const State& state);
  void ReturnMatches(const LastMatches::Kept& kept, bool looked);

  CxxExceptions* exceptions_ = nullptr;
  ContextList contexts_;
  JoinStacks joins_;
  LastMatches matches_;
  ContextLook look_{&contexts_, &joins_, &matches_};
  bool looked_ = false;  // and no code has run since
  KeptTargets targets_;
  KeptTargets::Kept hub_targets_;
  StackFormatting formatting_;
  std::vector<std::string> missing_;
};

}  // namespace greenpatch
