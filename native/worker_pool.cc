#include "worker_pool.h"

#include <uv.h>

#include <cstdlib>
#include <string>

#ifdef __linux__
#include <sys/stat.h>
#endif

namespace greenpatch {
namespace {

// Threads of this process, or -1. The folder has one entry for each, and its links are those, `.` and `..`.
int Threads() {
#ifdef __linux__
  struct stat about;
  if (stat("/proc/self/task", &about) == 0) return static_cast<int>(about.st_nlink) - 2;
#endif
  return -1;
}

}  // namespace

void StartPool(const v8::FunctionCallbackInfo<v8::Value>& info) {
#ifndef _WIN32  // there the C library of libuv has a copy of the environment of its own
  const int before = Threads();
  // A loop of its own: the program's neither has to wait for this nor sees an event.
  uv_loop_t loop;
  uv_work_t work;
  if (uv_loop_init(&loop) != 0) return info.GetReturnValue().Set(-1);
  setenv("UV_THREADPOOL_SIZE", std::to_string(info[0].As<v8::Int32>()->Value()).c_str(), 1);
  if (uv_queue_work(&loop, &work, [](uv_work_t*) {}, [](uv_work_t*, int) {}) == 0) uv_run(&loop, UV_RUN_DEFAULT);
  unsetenv("UV_THREADPOOL_SIZE");
  uv_loop_close(&loop);
  if (before >= 0) return info.GetReturnValue().Set(Threads() - before);
#endif
  info.GetReturnValue().Set(-1);
}

}  // namespace greenpatch
