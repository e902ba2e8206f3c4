#include "stack_state.h"

#include <sstream>

namespace greenpatch {

namespace {

// Whether Node formats a stack right now, where nobody counts it: told by what V8 prints of the running stack.
bool Formats(v8::Isolate* isolate) {
  std::ostringstream out;
  v8::Message::PrintCurrentStackTrace(isolate, out);
  return out.str().find("prepareStackTraceCallback (node:internal/errors") != std::string::npos;
}

}  // namespace

void StackState::Find(v8::Isolate* isolate, v8::Local<v8::Context> context) {
  Note("parking inside Array.prototype.join", joins_.Find(isolate, context));
  Note("quick parking (each park looks whether an error's stack is formatted)", formatting_.Watch(isolate));
}

const char* StackState::Forbids(v8::Isolate* isolate) const {
  const bool formats = formatting_.known() ? formatting_.inside() : Formats(isolate);
  return formats ? "while an error's stack is formatted (Error.prepareStackTrace, source maps)" : nullptr;
}

}  // namespace greenpatch
