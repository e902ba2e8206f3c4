#include "spawn_sync.h"

#ifndef __linux__

namespace greenpatch {

void SpawnSync(const Info&) {}

}  // namespace greenpatch

#else

#include <poll.h>
#include <sys/wait.h>
#include <uv.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <memory>
#include <vector>

#include "spawn_options.h"
#include "spawn_pipe.h"

namespace greenpatch {

using v8::Array;
using v8::Integer;
using v8::Isolate;
using v8::Local;
using v8::MaybeLocal;
using v8::NewStringType;
using v8::Null;
using v8::Number;
using v8::Object;
using v8::String;
using v8::Value;

namespace {

// The releases of libuv whose uv_spawn() is known.
constexpr unsigned int kFirstKnown = 0x012c00;  // 1.44
constexpr unsigned int kFirstUnknown = 0x013500;  // 1.53
// How often one pipe is read before the others have their turn.
constexpr int kReads = 32;

class SpawnRun {
 public:
  SpawnRun(Isolate* isolate, const SpawnOptions& options) : isolate_(isolate), options_(options) {}
  // False where there is no child, and nothing has happened.
  bool Start(ChildPlan* plan);
  void Wait();
  MaybeLocal<Object> Result() const;

 private:
  static uint64_t Now() { return uv_hrtime() / 1000000; }
  bool OpenPipes(ChildPlan* plan);
  void StartPipes();
  bool Goes() const;
  int TimeLeft() const;
  void Poll();
  void Handle(SpawnPipe* pipe, short events);
  void ReadAll(SpawnPipe* pipe, bool hung_up);
  void WriteSome(SpawnPipe* pipe);
  void Reap();
  void Kill();
  void CheckTime();
  void Error(int error) {
    if (error_ == 0) error_ = error;
  }
  void PipeError(int error) {
    if (pipe_error_ == 0) pipe_error_ = error;
  }
  MaybeLocal<Array> Output() const;

  Isolate* const isolate_;
  const SpawnOptions& options_;
  const uint64_t began_ = Now();
  StartedChild child_;
  std::vector<std::unique_ptr<SpawnPipe>> pipes_;  // one for each entry of stdio, null where it is no pipe
  double buffered_ = 0;
  int exit_status_ = -1;
  int term_signal_ = 0;
  int error_ = 0;
  int pipe_error_ = 0;
  bool killed_ = false;
};

bool SpawnRun::OpenPipes(ChildPlan* plan) {
  for (const SpawnStdio& entry : options_.stdio) {
    auto pipe = entry.pipe ? std::make_unique<SpawnPipe>(entry) : nullptr;
    if (pipe != nullptr && pipe->Open() != 0) return false;
    plan->fds.push_back(pipe != nullptr ? pipe->child_fd() : entry.fd);
    pipes_.push_back(std::move(pipe));
  }
  if (plan->fds.size() < 3) plan->fds.resize(3, -1);
  return true;
}

bool SpawnRun::Start(ChildPlan* plan) {
  if (!OpenPipes(plan)) return false;
  StartPipes();
  if (!StartChild(*plan, &child_)) return false;
  for (const auto& pipe : pipes_)
    if (pipe != nullptr) pipe->ChildHasIt();
  if (child_.error != 0) Error(child_.error);
  return true;
}

// Before there is a child, which may end without reading: whether input that fits comes too late, as an EPIPE, is a race in Node.
void SpawnRun::StartPipes() {
  for (const auto& pipe : pipes_) {
    if (pipe == nullptr) continue;
    pipe->Start();
    if ((pipe->events() & POLLOUT) != 0) WriteSome(pipe.get());
  }
}

bool SpawnRun::Goes() const {
  if (exit_status_ < 0) return true;
  return std::any_of(pipes_.begin(), pipes_.end(),
                     [](const auto& pipe) { return pipe != nullptr && pipe->events() != 0; });
}

// As in a loop of libuv's: what is due by time is looked at before there is anything to wait for, and after each wait.
void SpawnRun::Wait() {
  if (error_ != 0) return;
  for (CheckTime(); Goes(); CheckTime()) Poll();
}

int SpawnRun::TimeLeft() const {
  if (options_.timeout_ms == 0 || killed_) return -1;
  const uint64_t gone = Now() - began_;
  if (gone >= options_.timeout_ms) return 0;
  return static_cast<int>(std::min<uint64_t>(options_.timeout_ms - gone, INT_MAX));
}

void SpawnRun::CheckTime() {
  if (TimeLeft() != 0) return;
  Error(UV_ETIMEDOUT);
  Kill();
}

void SpawnRun::Poll() {
  std::vector<pollfd> fds;
  std::vector<SpawnPipe*> polled;
  for (const auto& pipe : pipes_) {
    if (pipe == nullptr || pipe->events() == 0) continue;
    fds.push_back({pipe->fd(), pipe->events(), 0});
    polled.push_back(pipe.get());
  }
  fds.push_back({exit_status_ < 0 ? child_.pidfd.get() : -1, POLLIN, 0});
  if (poll(fds.data(), fds.size(), TimeLeft()) <= 0) return;
  for (size_t i = 0; i < polled.size(); i++)
    if (fds[i].revents != 0) Handle(polled[i], fds[i].revents);
  if (fds.back().revents != 0) Reap();
}

void SpawnRun::Handle(SpawnPipe* pipe, short events) {
  if ((pipe->events() & POLLIN) != 0 && (events & (POLLIN | POLLERR | POLLHUP)) != 0)
    ReadAll(pipe, (events & POLLHUP) != 0);
  if ((pipe->events() & POLLOUT) != 0 && (events & (POLLOUT | POLLERR | POLLHUP)) != 0) WriteSome(pipe);
}

void SpawnRun::ReadAll(SpawnPipe* pipe, bool hung_up) {
  for (int i = 0; i < kReads; i++) {
    SpawnPipe::Outcome outcome;
    const SpawnPipe::Read read = pipe->ReadOnce(&outcome);
    if (outcome.error != 0) PipeError(outcome.error);
    buffered_ += static_cast<double>(outcome.bytes);
    if (options_.max_buffer > 0 && buffered_ > options_.max_buffer) {
      Error(UV_ENOBUFS);
      return Kill();
    }
    // After a part of what was asked for there is no more from one that has hung up.
    if (read == SpawnPipe::Read::kEnd || (read == SpawnPipe::Read::kPart && hung_up)) return pipe->End();
    if (read != SpawnPipe::Read::kMore) return;
  }
}

void SpawnRun::WriteSome(SpawnPipe* pipe) {
  int error = 0;
  pipe->Write(&error);
  if (error != 0) PipeError(error);
}

void SpawnRun::Reap() {
  int status = 0;
  pid_t r;
  do r = waitpid(child_.pid, &status, 0);
  while (r < 0 && errno == EINTR);
  if (r < 0) {
    Error(-errno);  // other code has waited for it; Node would wait for ever
    status = 0;
  }
  exit_status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  term_signal_ = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

void SpawnRun::Kill() {
  if (killed_) return;
  killed_ = true;
  if (exit_status_ < 0 && kill(child_.pid, options_.kill_signal) != 0 && errno != ESRCH) {
    Error(-errno);  // probably no signal of this system
    kill(child_.pid, SIGKILL);
  }
  // Another process may hold the other ends open: that is not waited for.
  for (const auto& pipe : pipes_)
    if (pipe != nullptr) pipe->Close();
}

MaybeLocal<Array> SpawnRun::Output() const {
  std::vector<Local<Value>> outputs;
  for (const auto& pipe : pipes_) {
    Local<Object> buffer;
    if (pipe == nullptr || !pipe->child_writes()) {
      outputs.push_back(Null(isolate_));
    } else if (pipe->Output(isolate_).ToLocal(&buffer)) {
      outputs.push_back(buffer);
    } else {
      return {};  // more than a Buffer holds
    }
  }
  return Array::New(isolate_, outputs.data(), outputs.size());
}

MaybeLocal<Object> SpawnRun::Result() const {
  Local<Object> result = Object::New(isolate_);
  const auto set = [&](const char* name, Local<Value> value) {
    Local<String> key = String::NewFromUtf8(isolate_, name, NewStringType::kInternalized).ToLocalChecked();
    return result->Set(isolate_->GetCurrentContext(), key, value).FromMaybe(false);
  };
  const int error = error_ != 0 ? error_ : pipe_error_;
  const bool ended = exit_status_ >= 0;
  Local<Value> status = Null(isolate_);
  Local<Value> signal = Null(isolate_);
  Local<Value> output = Null(isolate_);
  if (ended && term_signal_ == 0) status = Integer::New(isolate_, exit_status_);
  if (ended && term_signal_ > 0)
    signal = String::NewFromUtf8(isolate_, node::signo_string(term_signal_)).ToLocalChecked();
  Local<Array> outputs;
  if (ended && !Output().ToLocal(&outputs)) return {};
  if (ended) output = outputs;
  if (error != 0 && !set("error", Integer::New(isolate_, error))) return {};
  if (!set("status", status) || !set("signal", signal) || !set("output", output)) return {};
  if (!set("pid", Integer::New(isolate_, child_.pid))) return {};
  return result;
}

}  // namespace

void SpawnSync(const Info& info) {
  if (uv_version() < kFirstKnown || uv_version() >= kFirstUnknown) return;
  Isolate* isolate = info.GetIsolate();
  SpawnOptions options;
  if (!options.Read(isolate, info[0])) return;
  SpawnRun run(isolate, options);
  if (!run.Start(&options.plan)) return;
  run.Wait();
  Local<Object> result;
  if (run.Result().ToLocal(&result)) info.GetReturnValue().Set(result);
}

}  // namespace greenpatch

#endif
