// Calls a function before and after each turn of the event loop's polling, without keeping the loop alive. Timers run before it,
// in the same round of the loop, and everything else runs after it: so no callback of Node's lies between two calls unseen.
#pragma once

#include <node.h>
#include <uv.h>
#include <v8.h>

namespace greenpatch {

class TurnWatcher {
 public:
  explicit TurnWatcher(v8::Isolate* isolate) : isolate_(isolate) {
    uv_check_init(node::GetCurrentEventLoop(isolate), &check_);
    uv_prepare_init(node::GetCurrentEventLoop(isolate), &prepare_);
    check_.data = prepare_.data = this;
    uv_unref(reinterpret_cast<uv_handle_t*>(&check_));
    uv_unref(reinterpret_cast<uv_handle_t*>(&prepare_));
  }

  void Start(v8::Local<v8::Function> fn) {
    fn_.Reset(isolate_, fn);
    uv_check_start(&check_, &TurnWatcher::After);
    uv_prepare_start(&prepare_, &TurnWatcher::Before);
  }

  void Stop() {
    uv_check_stop(&check_);
    uv_prepare_stop(&prepare_);
  }

  static bool Owns(const uv_handle_t* handle) {
    if (handle->type == UV_CHECK) return reinterpret_cast<const uv_check_t*>(handle)->check_cb == &TurnWatcher::After;
    return handle->type == UV_PREPARE && reinterpret_cast<const uv_prepare_t*>(handle)->prepare_cb == &TurnWatcher::Before;
  }

  // Deletes the watcher once the loop has let go of it.
  void Close() {
    fn_.Reset();
    uv_close(reinterpret_cast<uv_handle_t*>(&check_), &TurnWatcher::Closed);
    uv_close(reinterpret_cast<uv_handle_t*>(&prepare_), &TurnWatcher::Closed);
  }

 private:
  static void After(uv_check_t* handle) { Turn(handle->data, true); }
  static void Before(uv_prepare_t* handle) { Turn(handle->data, false); }

  static void Closed(uv_handle_t* handle) {
    auto* self = static_cast<TurnWatcher*>(handle->data);
    if (--self->open_ == 0) delete self;
  }

  static void Turn(void* data, bool polled) {
    auto* self = static_cast<TurnWatcher*>(data);
    v8::HandleScope handles(self->isolate_);
    v8::Local<v8::Function> fn = self->fn_.Get(self->isolate_);
    v8::Local<v8::Value> argument = v8::Boolean::New(self->isolate_, polled);
    node::MakeCallback(self->isolate_, v8::Object::New(self->isolate_), fn, 1, &argument, {0, 0});
  }

  v8::Isolate* const isolate_;
  uv_check_t check_;
  uv_prepare_t prepare_;
  int open_ = 2;
  v8::Global<v8::Function> fn_;
};

}  // namespace greenpatch
