// Whether the event loop, or V8, has anything that could call other code while a fiber waits, but for Node's own timers and
// immediates, which TypeScript looks at.
#pragma once

#include <uv.h>
#include <v8.h>

#include <vector>

namespace greenpatch {

// Handles of Node's own are those that are there when the addon is loaded; of later ones every active one counts, whether it
// holds the loop or not: its callback would run. Two kinds of later ones do not count: greenpatch's own, and timers that do not
// hold the loop, because V8's platform makes them for its delayed tasks. Tasks of V8's that are ready are not looked at: it
// posts some with each garbage collection, and those that call code of the program's are known otherwise, but for those of a
// FinalizationRegistry.
class LoopRest {
 public:
  using Owns = bool (*)(const uv_handle_t* handle);

  LoopRest(v8::Isolate* isolate, uv_loop_t* loop, std::vector<Owns> own);

  // False as well where not all handles were Node's when the addon was loaded.
  bool Rests();

 private:
  static void Know(uv_handle_t* handle, void* data);
  static void Look(uv_handle_t* handle, void* data);
  bool IsNodes(const uv_handle_t* handle) const;
  bool IsBusy(const uv_handle_t* handle) const;

  v8::Isolate* const isolate_;
  uv_loop_t* const loop_;
  const std::vector<Owns> own_;
  std::vector<const uv_handle_t*> nodes_;
  bool known_ = true;
  bool busy_ = false;
};

}  // namespace greenpatch
