// What the addon keeps for one environment (the main thread, each worker), and what its files share.
#pragma once

#include <node.h>

#include <memory>
#include <string>
#include <vector>

#include "child_process.h"
#include "engine.h"
#include "input_watcher.h"
#include "loop_rest.h"
#include "rejections.h"
#include "turn_watcher.h"
#include "v8_compat.h"

namespace greenpatch {

struct Addon {
  explicit Addon(v8::Isolate* isolate)
      : isolate(isolate), rest(isolate, node::GetCurrentEventLoop(isolate), {TurnWatcher::Owns, IsInputWatchers}) {}
  v8::Isolate* const isolate;
  LoopRest rest;
  std::unique_ptr<Engine> engine;
  std::vector<Failure> failures;  // kept by keepFailure(), by key
  std::vector<int> free_keys;
  TurnWatcher* turn_watcher = nullptr;
  Rejections rejections;
  ChildProcesses* children = nullptr;  // deletes itself
};

// The environment's, which a function of the addon has as its data.
Addon& Of(const Info& info);

v8::Local<v8::String> Text(v8::Isolate* isolate, const std::string& text);

struct AddonFunction {
  const char* name;
  v8::FunctionCallback callback;
};

// Of coroutines and their engine; see engine_functions.cc.
std::vector<AddonFunction> EngineFunctions();

}  // namespace greenpatch
