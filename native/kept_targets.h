// Targets of WeakRefs. What a job has made a WeakRef of, or has got from deref(), lives to the end of that job: V8 keeps a set of them, and
// lets go of it whenever a drain of promise jobs ends. While a stack is parked, other stacks' drains end. So the set leaves with the
// stack and comes back with it. See docs/internals/state-that-leaves-with-a-stack.md.
#pragma once

#include <v8.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace greenpatch {

class KeptTargets {
 public:
  // A stack's, while it does not run.
  struct Kept {
    v8::Global<v8::Value> now;     // V8's set
    v8::Global<v8::Value> before;  // an earlier one, full
  };

  // Finds where the isolate has the set and verifies that; empty on success, otherwise why not.
  std::string Find(v8::Isolate* isolate, v8::Local<v8::Context> context);
  bool known() const { return word_ != nullptr; }
  // Whether what has run since the end of a job has any.
  bool Any() const { return word_ != nullptr && *word_ != undefined_; }
  // The running stack is left, and it ends no job. It parks, or makes another one go on.
  void Take(Kept* kept, bool parks);
  // It goes on; what runs has left nothing.
  void Return(Kept* kept) {
    if (!kept->now.IsEmpty()) Put(kept);
  }
  // What was begun as a plain call has parked, and has taken along what its caller had.
  void Share(const Kept& called, Kept* caller) const {
    if (!called.now.IsEmpty()) caller->before.Reset(isolate_, called.now);
  }
  static void Drop(Kept* kept) {
    if (!kept->now.IsEmpty()) kept->now.Reset();
    if (!kept->before.IsEmpty()) kept->before.Reset();
  }

 private:
  // A fiber may run for ever. So no set grows for ever: with more than this, the next park begins a new one, and the one before goes.
  static constexpr size_t kMost = 64;

  void Put(Kept* kept);
  std::string Search(v8::Local<v8::Context> context, std::vector<size_t>* offsets);
  std::string Verify(v8::Local<v8::Context> context);

  v8::Isolate* isolate_ = nullptr;
  volatile uintptr_t* word_ = nullptr;
  uintptr_t undefined_ = 0;
};

}  // namespace greenpatch
