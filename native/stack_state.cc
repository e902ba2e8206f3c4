#include "stack_state.h"

#include <sstream>
#include <utility>

namespace greenpatch {

namespace {

// Whether Node formats a stack right now, where that is not counted: told by what V8 prints of the running stack.
bool Formats(v8::Isolate* isolate) {
  std::ostringstream out;
  v8::Message::PrintCurrentStackTrace(isolate, out);
  return out.str().find("prepareStackTraceCallback (node:internal/errors") != std::string::npos;
}

}  // namespace

void StackState::Find(v8::Isolate* isolate, v8::Local<v8::Context> context, bool one_thread) {
  if (one_thread) exceptions_ = CxxExceptionsOfThread();
  std::string why = contexts_.Find(isolate, context);
  const bool known = why.empty();
  if (known) why = joins_.Find(isolate, context, &contexts_);
  Note("parking inside Array.prototype.join", why);
  if (known) why = matches_.Find(isolate, context, &contexts_);
  Note("RegExp.$1 and its like after a park (each is the last match of any code)", why);
  Note("targets of WeakRef#deref over a park", targets_.Find(isolate, context));
  Note("quick parking (each park looks whether an error's stack is formatted)", formatting_.Watch(isolate));
}

StackState::Kept StackState::Take(Leaving how, Own* own) {
  auto kept = std::make_unique<State>();
  if (exceptions_ != nullptr) kept->exceptions = std::exchange(*exceptions_, {});
  if (!look_.joined().empty()) {
    if (how == Leaving::kForNew) kept->joins = joins_.TakeLeavingCopies(&own->inherited);
    else kept->joins = how == Leaving::kSuspends ? joins_.TakeOwn(own->inherited) : joins_.Take();
  }
  if (look_.matched().empty()) return kept;
  // The hub's, and those of a stack that makes a plain call, are kept for none.
  if (how == Leaving::kForNew || own == nullptr) matches_.Leave(look_.matched());
  else matches_.Save(look_.matched(), &own->matches);
  return kept;
}

// What others have matched since the last look is none of its.
void StackState::ReturnMatches(const LastMatches::Kept& kept, bool looked) {
  const bool others = !looked && look_.Any() && !look_.matched().empty();
  if (matches_.IsThere(kept) && !others) return;
  matches_.Return(kept);
  if (others) matches_.Mark(look_.matched());
}

void StackState::Put(const State& state) {
  if (exceptions_ != nullptr) *exceptions_ = state.exceptions;
  if (!state.joins.empty()) joins_.Put(state.joins);
}

const char* StackState::Forbids(v8::Isolate* isolate) const {
  const bool formats = formatting_.known() ? formatting_.inside() : Formats(isolate);
  return formats ? "while an error's stack is formatted (Error.prepareStackTrace, source maps)" : nullptr;
}

}  // namespace greenpatch
