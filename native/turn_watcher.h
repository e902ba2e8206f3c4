// Calls a function after each turn of the event loop's polling, without keeping the loop alive.
#pragma once

#include <node.h>
#include <uv.h>
#include <v8.h>

namespace greenpatch {

class TurnWatcher {
 public:
  explicit TurnWatcher(v8::Isolate* isolate) : isolate_(isolate) {
    uv_check_init(node::GetCurrentEventLoop(isolate), &check_);
    check_.data = this;
    uv_unref(reinterpret_cast<uv_handle_t*>(&check_));
  }

  void Start(v8::Local<v8::Function> fn) {
    fn_.Reset(isolate_, fn);
    uv_check_start(&check_, &TurnWatcher::Turn);
  }

  void Stop() { uv_check_stop(&check_); }

  // Deletes the watcher once the loop has let go of it.
  void Close() {
    fn_.Reset();
    uv_close(reinterpret_cast<uv_handle_t*>(&check_),
             [](uv_handle_t* handle) { delete static_cast<TurnWatcher*>(handle->data); });
  }

 private:
  static void Turn(uv_check_t* handle) {
    auto* self = static_cast<TurnWatcher*>(handle->data);
    v8::HandleScope handles(self->isolate_);
    v8::Local<v8::Function> fn = self->fn_.Get(self->isolate_);
    node::MakeCallback(self->isolate_, v8::Object::New(self->isolate_), fn, 0, nullptr, {0, 0});
  }

  v8::Isolate* const isolate_;
  uv_check_t check_;
  v8::Global<v8::Function> fn_;
};

}  // namespace greenpatch
