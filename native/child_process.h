// Child processes for a spawnSync in a fiber: on the loop of the environment, so that others run meanwhile. When a child is done,
// what counts as an error, and what of its output is kept, is as in Node's own spawnSync, which has a loop to itself. Neither
// async hooks nor diagnostics channels hear of them, as they do not of the original.
#pragma once

#include <node.h>
#include <uv.h>
#include <v8.h>

#include <cstdint>
#include <unordered_map>

namespace greenpatch {

class Child;

// The running children of one environment.
class ChildProcesses {
 public:
  explicit ChildProcesses(v8::Isolate* isolate);

  // Starts a child and calls `done(error, status, signal, output, pid, failure)` when it is over, every handle closed.
  // Returns its id, or a negative errno when there is none; `done` is not called then.
  int32_t Spawn(v8::Local<v8::Object> request, v8::Local<v8::Function> done);

  // Ends a child whose result is not wanted: by its signal, and by SIGKILL if it is still there after `grace_ms`.
  void Cancel(int32_t id, uint64_t grace_ms);

 private:
  friend class Child;
  static void CleanUp(void* self, void (*finished)(void*), void* data);
  void Remove(int32_t id);
  void FinishIfIdle();

  v8::Isolate* const isolate_;
  std::unordered_map<int32_t, Child*> children_;
  int32_t last_id_ = 0;
  // Set once the environment ends: to be called when no child is left.
  void (*finished_)(void*) = nullptr;
  void* finished_data_ = nullptr;
  node::AsyncCleanupHookHandle hook_;
};

}  // namespace greenpatch
