#include "rejections.h"

#if !defined(_WIN32)

#include <dlfcn.h>

#include "per_isolate.h"

namespace greenpatch {
namespace {

PerIsolate<Rejections*> watchers;

// V8 has a setter and no getter; the executable has Node's function under its name.
Rejections::Callback NodesOwn() {
  constexpr char kName[] = "_ZN4node21PromiseRejectCallbackEN2v820PromiseRejectMessageE";
  return reinterpret_cast<Rejections::Callback>(dlsym(RTLD_DEFAULT, kName));
}

}  // namespace

std::string Rejections::Watch(v8::Isolate* isolate, v8::Local<v8::Function> handler) {
  Unwatch();
  theirs_ = NodesOwn();
  if (theirs_ == nullptr) return "Node's function for them was not found";
  isolate_ = isolate;
  handler_.Reset(isolate, handler);
  watchers.Set(isolate, this);
  isolate->SetPromiseRejectCallback(OnReject);
  return "";
}

void Rejections::Unwatch() {
  if (isolate_ == nullptr) return;
  isolate_->SetPromiseRejectCallback(theirs_);
  watchers.Erase(isolate_);
  isolate_ = nullptr;
  handler_.Reset();
}

void Rejections::TellNode(v8::PromiseRejectEvent event, v8::Local<v8::Promise> promise, v8::Local<v8::Value> reason) {
  if (theirs_ != nullptr) theirs_(v8::PromiseRejectMessage(promise, event, reason));
}

void Rejections::OnReject(v8::PromiseRejectMessage message) {
  Rejections* self = watchers.Get(v8::Isolate::GetCurrent());
  if (self != nullptr) self->Handle(message);
}

void Rejections::Handle(const v8::PromiseRejectMessage& message) {
  const v8::PromiseRejectEvent event = message.GetEvent();
  const bool noted = event == v8::kPromiseRejectWithNoHandler || event == v8::kPromiseHandlerAddedAfterReject;
  if (!noted) return theirs_(message);
  const v8::HandleScope handles(isolate_);
  v8::TryCatch overflow(isolate_);
  v8::Local<v8::Value> reason = message.GetValue();
  if (reason.IsEmpty()) reason = v8::Undefined(isolate_);
  v8::Local<v8::Value> args[] = {v8::Integer::New(isolate_, event), message.GetPromise(), reason};
  // Where the stack ends, Node is told after all.
  if (handler_.Get(isolate_)->Call(isolate_->GetCurrentContext(), v8::Undefined(isolate_), 3, args).IsEmpty() && !overflow.HasTerminated())
    theirs_(message);
}

}  // namespace greenpatch

#else

namespace greenpatch {

std::string Rejections::Watch(v8::Isolate*, v8::Local<v8::Function>) { return "not known on this platform"; }
void Rejections::Unwatch() {}
void Rejections::TellNode(v8::PromiseRejectEvent, v8::Local<v8::Promise>, v8::Local<v8::Value>) {}

}  // namespace greenpatch

#endif
