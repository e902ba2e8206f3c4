// V8's queue of promise jobs, so that it can be drained on a coroutine and its jobs can suspend there. v8::MicrotaskQueue is a
// public abstract class; Node drains it through a virtual call, which is redirected here. Three fields of the queue belong to
// the drain that runs and are swapped with the stack. See docs/internals/jobs-and-ticks.md.
#pragma once

#include <v8.h>

#include <cstddef>
#include <memory>
#include <string>

namespace greenpatch {

// The state of the queue that belongs to one stack.
struct DrainState {
  bool running = false;
  int suppressions = 0;
  int depth = 0;
};

class JobQueue {
 public:
  JobQueue();
  ~JobQueue();
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;

  // Finds and verifies the fields and the virtual function. Runs no job of the program.
  void Probe(v8::Isolate* isolate);
  // From now on, draining a queue that has jobs, on a stack for which `may_redirect` is true, calls `drain` instead.
  using Drain = void (*)(void* data);
  using MayRedirect = bool (*)(void* data);
  void Redirect(MayRedirect may_redirect, Drain drain, void* data);
  void Restore();  // the queue as it was

  bool known() const { return queue_ != nullptr; }
  const std::string& why_unknown() const { return problem_; }
  bool redirected() const { return table_ != nullptr; }
  size_t pending() const { return *At<size_t>(size_at_); }
  // What V8's own PerformCheckpoint does.
  void RunJobs(v8::Isolate* isolate) { original_(queue_, isolate); }
  // Puts `theirs` in place and returns what was there.
  DrainState Exchange(const DrainState& theirs) {
    const DrainState mine{*At<bool>(running_at_), *At<int>(suppressions_at_), *At<int>(depth_at_)};
    *At<bool>(running_at_) = theirs.running;
    *At<int>(suppressions_at_) = theirs.suppressions;
    *At<int>(depth_at_) = theirs.depth;
    return mine;
  }

 private:
  using Checkpoint = void (*)(v8::MicrotaskQueue*, v8::Isolate*);
  struct Table;

  template <typename T>
  T* At(size_t offset) const {
    return reinterpret_cast<T*>(reinterpret_cast<char*>(queue_) + offset);
  }
  std::string Find(v8::Isolate* isolate);
  std::string FindFields(v8::Isolate* isolate, v8::MicrotaskQueue* sample);
  std::string TryTable(v8::Isolate* isolate, v8::MicrotaskQueue* sample);
  static void OnCheckpoint(v8::MicrotaskQueue* queue, v8::Isolate* isolate);

  std::string problem_;
  v8::MicrotaskQueue* queue_ = nullptr;  // the main context's
  size_t size_at_ = 0, running_at_ = 0, suppressions_at_ = 0, depth_at_ = 0;
  size_t slot_ = 0;  // of PerformCheckpoint
  Checkpoint original_ = nullptr;
  void** original_table_ = nullptr;
  std::unique_ptr<Table> table_;
  MayRedirect may_redirect_ = nullptr;
  Drain drain_ = nullptr;
  void* data_ = nullptr;
};

}  // namespace greenpatch
