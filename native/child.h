// One child process.
#pragma once

#include <node.h>
#include <uv.h>
#include <v8.h>

#include <csignal>
#include <cstdint>
#include <memory>
#include <vector>

#include "child_pipe.h"
#include "child_request.h"

namespace greenpatch {

class ChildProcesses;

// A child process, from its start until all its handles are closed, when it deletes itself.
class Child final : public PipeOwner {
 public:
  Child(ChildProcesses* owner, v8::Isolate* isolate, int32_t id)
      : owner_(owner), isolate_(isolate), loop_(node::GetCurrentEventLoop(isolate)), id_(id) {}

  // 0 or a negative errno. Whatever it returns, the child is deleted by itself.
  int Start(const ChildRequest& request, v8::Local<v8::Function> done);
  void Cancel(uint64_t grace_ms);

  void HandleOpened() override { open_++; }
  void HandleClosed() override;
  void PipeError(int error) override {
    if (pipe_error_ == 0) pipe_error_ = error;
  }
  void Buffered(ssize_t bytes) override;
  // Closes everything once the child has ended and its pipes have been read to the end.
  void Settle() override;

 private:
  int Spawn(const ChildRequest& request);
  int OpenStdio(const ChildRequest& request, std::vector<uv_stdio_container_t>* containers);
  int StartTimer(uv_timer_t* timer, bool* open, uint64_t ms, uint64_t repeat, uv_timer_cb callback);
  void StartPipes();
  void Kill();
  void Exited(int64_t status, int signal);
  void ClosePipes();
  void CloseTimer(uv_timer_t* timer, bool* open);
  void Conclude();
  void Report();
  void Error(int error) {
    if (error_ == 0) error_ = error;
  }

  ChildProcesses* const owner_;
  v8::Isolate* const isolate_;
  uv_loop_t* const loop_;
  const int32_t id_;
  v8::Global<v8::Function> done_;
  v8::Global<v8::Context> context_;

  double max_buffer_ = 0;
  int kill_signal_ = SIGTERM;
  uv_process_t process_{};
  uv_timer_t timeout_;
  uv_timer_t grace_;
  bool process_open_ = false;
  bool timeout_open_ = false;
  bool grace_open_ = false;
  int open_ = 0;
  std::vector<std::unique_ptr<ChildPipe>> pipes_;  // one for each entry of stdio, null where it is no pipe

  double buffered_ = 0;
  int64_t exit_status_ = -1;
  int term_signal_ = 0;
  bool killed_ = false;
  bool killed_hard_ = false;
  bool concluded_ = false;
  int error_ = 0;
  int pipe_error_ = 0;
};

}  // namespace greenpatch
