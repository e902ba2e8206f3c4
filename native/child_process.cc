#include "child_process.h"

#include <vector>

#include "child.h"
#include "child_request.h"

namespace greenpatch {

using v8::Function;
using v8::Isolate;
using v8::Local;
using v8::Object;

namespace {

// Time for a child to end when its environment does.
constexpr uint64_t kEndGraceMs = 2000;

}  // namespace

ChildProcesses::ChildProcesses(Isolate* isolate)
    : isolate_(isolate), hook_(node::AddEnvironmentCleanupHook(isolate, &ChildProcesses::CleanUp, this)) {}

int32_t ChildProcesses::Spawn(Local<Object> request, Local<Function> done) {
  const int32_t id = last_id_ = last_id_ == INT32_MAX ? 1 : last_id_ + 1;
  auto* child = new Child(this, isolate_, id);
  children_[id] = child;
  const int r = child->Start(ChildRequest(isolate_, request), done);
  return r < 0 ? r : id;
}

void ChildProcesses::Cancel(int32_t id, uint64_t grace_ms) {
  const auto found = children_.find(id);
  if (found != children_.end()) found->second->Cancel(grace_ms);
}

void ChildProcesses::Remove(int32_t id) { children_.erase(id); }

// The calls of these children will never return: the environment ends (a worker is terminated), and the children end with it.
// No other code would ever wait for them.
void ChildProcesses::CleanUp(void* data, void (*finished)(void*), void* finished_data) {
  auto* self = static_cast<ChildProcesses*>(data);
  self->finished_ = finished;
  self->finished_data_ = finished_data;
  std::vector<Child*> children;
  for (const auto& [id, child] : self->children_) children.push_back(child);
  for (Child* child : children) child->Cancel(kEndGraceMs);
  self->FinishIfIdle();
}

void ChildProcesses::FinishIfIdle() {
  if (finished_ == nullptr || !children_.empty()) return;
  finished_(finished_data_);
  delete this;
}

}  // namespace greenpatch
