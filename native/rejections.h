// V8 tells Node of rejected promises that have no handler, and of handlers that come later. Where Node's list of them cannot be
// reached from JavaScript (the permission model forbids the inspector), this stands between the two: it is told first, and tells
// Node, at once or when a fiber that was parked goes on.
#pragma once

#include <node.h>

#include <string>

namespace greenpatch {

class Rejections {
 public:
  using Callback = v8::PromiseRejectCallback;
  // From now on `handler(event, promise, reason)` is called instead of Node. Empty on success, otherwise why that is not possible.
  std::string Watch(v8::Isolate* isolate, v8::Local<v8::Function> handler);
  void Unwatch();
  // What Node would have been told.
  void TellNode(v8::PromiseRejectEvent event, v8::Local<v8::Promise> promise, v8::Local<v8::Value> reason);

 private:
  static void OnReject(v8::PromiseRejectMessage message);
  void Handle(const v8::PromiseRejectMessage& message);

  v8::Isolate* isolate_ = nullptr;
  Callback theirs_ = nullptr;
  v8::Global<v8::Function> handler_;
};

}  // namespace greenpatch
