// spawnSync without an event loop (Linux), in the place of Node's binding: a child that shares our memory until exec() (exec_child.h), and
// a poll() until it has ended and its pipes are closed. Its answer is that of Node's spawn_sync.cc.
#pragma once

#include "v8_compat.h"

namespace greenpatch {

using Info = v8::FunctionCallbackInfo<v8::Value>;

// spawnSync(options): what the binding gives; undefined where the binding itself has to be asked, and nothing has happened
void SpawnSync(const Info& info);

}  // namespace greenpatch
