#include "loop_rest.h"

#include <algorithm>
#include <utility>

namespace greenpatch {
namespace {

// Node's own handles of these kinds can hold the loop at the same time: that of immediates and that of timers.
constexpr unsigned int kNodesHolding = 2;
// Node's queue of tasks of other threads, its platform's, and its inspector's.
constexpr size_t kNodesAsyncs = 3;

uv_async_cb CallbackOf(const uv_handle_t* handle) { return reinterpret_cast<const uv_async_t*>(handle)->async_cb; }

}  // namespace

LoopRest::LoopRest(v8::Isolate* isolate, uv_loop_t* loop, std::vector<Owns> own)
    : isolate_(isolate), loop_(loop), own_(std::move(own)) {
  uv_walk(loop, &LoopRest::Know, this);
  // Message ports, or functions of addons that other threads call, would pass for Node's.
  std::vector<uv_async_cb> asyncs;
  for (const uv_handle_t* handle : nodes_)
    if (handle->type == UV_ASYNC) asyncs.push_back(CallbackOf(handle));
  std::sort(asyncs.begin(), asyncs.end());
  const bool twice = std::adjacent_find(asyncs.begin(), asyncs.end()) != asyncs.end();
  if (twice || asyncs.size() > kNodesAsyncs) known_ = false;
}

void LoopRest::Know(uv_handle_t* handle, void* data) {
  auto* self = static_cast<LoopRest*>(data);
  switch (handle->type) {
    case UV_ASYNC:
    case UV_CHECK:
    case UV_IDLE:
    case UV_PREPARE:
    case UV_TIMER:
      return self->nodes_.push_back(handle);
    default:
      return;  // a later one may get the memory of this one
  }
}

bool LoopRest::Rests() {
  if (!known_ || loop_->active_reqs.count > 0 || loop_->active_handles > kNodesHolding) return false;
  if (isolate_->HasPendingBackgroundTasks()) return false;  // WebAssembly that is being compiled
  busy_ = false;
  uv_walk(loop_, &LoopRest::Look, this);
  return !busy_;
}

void LoopRest::Look(uv_handle_t* handle, void* data) {
  auto* self = static_cast<LoopRest*>(data);
  self->busy_ = self->busy_ || self->IsBusy(handle);
}

bool LoopRest::IsNodes(const uv_handle_t* handle) const {
  return std::find(nodes_.begin(), nodes_.end(), handle) != nodes_.end();
}

bool LoopRest::IsBusy(const uv_handle_t* handle) const {
  if (uv_is_closing(handle) != 0) return handle->type != UV_TIMER;
  if (uv_is_active(handle) == 0) return false;
  if (IsNodes(handle)) return handle->type == UV_ASYNC && uv_has_ref(handle) != 0;
  if (uv_has_ref(handle) != 0) return true;
  if (handle->type == UV_TIMER) return false;
  return std::none_of(own_.begin(), own_.end(), [handle](Owns owns) { return owns(handle); });
}

}  // namespace greenpatch
