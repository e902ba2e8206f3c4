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
  Note("parking inside Array.prototype.join", joins_.Find(isolate, context));
  Note("quick parking (each park looks whether an error's stack is formatted)", formatting_.Watch(isolate));
}

StackState::Kept StackState::Take(Inherited* leave_copies, const Inherited* inherited) {
  auto kept = std::make_unique<State>();
  if (exceptions_ != nullptr) kept->exceptions = std::exchange(*exceptions_, {});
  if (!joins_.known() || !joins_.Any()) return kept;
  if (leave_copies != nullptr) kept->joins = joins_.TakeLeavingCopies(leave_copies);
  else kept->joins = inherited != nullptr ? joins_.TakeOwn(*inherited) : joins_.Take();
  return kept;
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
