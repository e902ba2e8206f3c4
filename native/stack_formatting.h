// While V8 formats an error's stack (Error.prepareStackTrace, source maps) it has a mark set that is the isolate's, not the
// stack's: other code that reads `error.stack` meanwhile gets the default format. Reading a property is no place where other code
// may run, so nothing parks there. V8 calls Node to format; this puts itself in front and counts.
#pragma once

#include <v8.h>

#include <string>

namespace greenpatch {

class StackFormatting {
 public:
  using Callback = v8::PrepareStackTraceCallback;
  // Empty on success, otherwise why it is not known when a stack is formatted.
  std::string Watch(v8::Isolate* isolate);
  void Unwatch();
  bool known() const { return theirs_ != nullptr; }
  bool inside() const { return depth_ > 0; }

 private:
  static v8::MaybeLocal<v8::Value> OnFormat(v8::Local<v8::Context> context, v8::Local<v8::Value> error,
                                            v8::Local<v8::Array> sites);
  v8::Isolate* isolate_ = nullptr;
  Callback theirs_ = nullptr;
  int depth_ = 0;
};

}  // namespace greenpatch
