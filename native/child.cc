#include "child.h"

#include <node_buffer.h>

#include <cstring>

#include "child_process.h"

namespace greenpatch {

using v8::Array;
using v8::Context;
using v8::Function;
using v8::HandleScope;
using v8::Int32Array;
using v8::Integer;
using v8::Local;
using v8::Null;
using v8::Number;
using v8::Object;
using v8::String;
using v8::Undefined;
using v8::Value;

namespace {

// `count` texts, each ended by a zero byte, from `at` on, as the list with a null pointer at its end that exec() takes.
std::vector<char*> List(char** at, int64_t count) {
  std::vector<char*> list;
  for (int64_t i = 0; i < count; i++) {
    list.push_back(*at);
    *at += std::strlen(*at) + 1;
  }
  list.push_back(nullptr);
  return list;
}

// Whether a loop holds a handle. After some failures of uv_spawn, depending on its version, it does not: closing the handle then
// would take it out of the loop's list a second time.
bool InLoop(const uv_handle_t* handle) {
  struct Search {
    const uv_handle_t* const handle;
    bool found;
  } search{handle, false};
  if (handle->loop == nullptr) return false;
  uv_walk(
      handle->loop,
      [](uv_handle_t* other, void* data) {
        auto* search = static_cast<Search*>(data);
        search->found |= other == search->handle;
      },
      &search);
  return search.found;
}

}  // namespace

int Child::Start(const ChildRequest& request, Local<Function> done) {
  max_buffer_ = request.Real("maxBuffer");
  if (request.Has("killSignal")) kill_signal_ = static_cast<int>(request.Whole("killSignal"));
  const int r = Spawn(request);
  if (r < 0) {
    Conclude();
    return r;
  }
  done_.Reset(isolate_, done);
  context_.Reset(isolate_, isolate_->GetCurrentContext());
  StartPipes();
  return 0;
}

int Child::Spawn(const ChildRequest& request) {
  uv_process_options_t options{};
  std::vector<char> texts = request.Bytes(request.Field("texts"));
  char* at = texts.data();
  std::vector<char*> file = List(&at, 1);
  options.file = file[0];
  std::vector<char*> args = List(&at, request.Whole("args"));
  options.args = args.data();
  std::vector<char*> env;
  if (request.Has("env")) {
    env = List(&at, request.Whole("env"));
    options.env = env.data();
  }
  if (request.Flag("cwd")) options.cwd = at;
  if (request.Has("uid")) {
    options.flags |= UV_PROCESS_SETUID;
    options.uid = static_cast<uv_uid_t>(request.Whole("uid"));
  }
  if (request.Has("gid")) {
    options.flags |= UV_PROCESS_SETGID;
    options.gid = static_cast<uv_gid_t>(request.Whole("gid"));
  }
  if (request.Flag("detached")) options.flags |= UV_PROCESS_DETACHED;
  if (request.Flag("windowsHide")) options.flags |= UV_PROCESS_WINDOWS_HIDE;
  if (request.Flag("windowsVerbatimArguments")) options.flags |= UV_PROCESS_WINDOWS_VERBATIM_ARGUMENTS;

  std::vector<uv_stdio_container_t> stdio;
  int r = OpenStdio(request, &stdio);
  if (r < 0) return r;
  options.stdio = stdio.data();
  options.stdio_count = static_cast<int>(stdio.size());

  // The time counts from before the start.
  const auto timeout = static_cast<uint64_t>(request.Whole("timeout"));
  if (timeout > 0) {
    r = StartTimer(&timeout_, &timeout_open_, timeout, 0, [](uv_timer_t* timer) {
      auto* child = static_cast<Child*>(timer->data);
      child->Error(UV_ETIMEDOUT);
      child->Kill();
      child->Settle();
    });
    if (r < 0) return r;
  }
  options.exit_cb = [](uv_process_t* process, int64_t status, int signal) {
    static_cast<Child*>(process->data)->Exited(status, signal);
  };
  process_.data = this;
  r = uv_spawn(loop_, &process_, &options);
  if (r == 0 || InLoop(reinterpret_cast<uv_handle_t*>(&process_))) {
    process_open_ = true;
    HandleOpened();
  }
  return r;
}

int Child::OpenStdio(const ChildRequest& request, std::vector<uv_stdio_container_t>* containers) {
  Local<Int32Array> entries = request.Field("stdio").As<Int32Array>();
  std::vector<int32_t> values(entries->Length());
  entries->CopyContents(values.data(), values.size() * sizeof(int32_t));
  // Three numbers for each entry: kind; descriptor, or whether the child reads; whether it writes.
  for (size_t i = 0; i + 2 < values.size(); i += 3) {
    uv_stdio_container_t container{};
    pipes_.emplace_back();
    if (values[i] == kDescriptor) {
      container.flags = UV_INHERIT_FD;
      container.data.fd = values[i + 1];
    } else if (values[i] == kPipe) {
      Local<Value> input = request.Item("inputs", static_cast<uint32_t>(i / 3));
      std::vector<char> bytes;
      if (input->IsArrayBufferView()) bytes = request.Bytes(input);
      auto pipe = std::make_unique<ChildPipe>(this, values[i + 1] != 0, values[i + 2] != 0, std::move(bytes));
      const int r = pipe->Init(loop_);
      if (r < 0) return r;
      container.flags = pipe->flags();
      container.data.stream = pipe->stream();
      pipes_.back() = std::move(pipe);
    }
    containers->push_back(container);
  }
  return 0;
}

int Child::StartTimer(uv_timer_t* timer, bool* open, uint64_t ms, uint64_t repeat, uv_timer_cb callback) {
  const int r = uv_timer_init(loop_, timer);
  if (r < 0) return r;
  *open = true;
  HandleOpened();
  timer->data = this;
  uv_unref(reinterpret_cast<uv_handle_t*>(timer));
  uv_update_time(loop_);  // JavaScript may have run for long since the loop looked at the clock
  return uv_timer_start(timer, callback, ms, repeat);
}

void Child::StartPipes() {
  for (const auto& pipe : pipes_) {
    if (pipe == nullptr) continue;
    const int r = pipe->Start();
    if (r == 0) continue;
    PipeError(r);
    return Conclude();
  }
}

void Child::Buffered(ssize_t bytes) {
  buffered_ += static_cast<double>(bytes);
  if (max_buffer_ > 0 && buffered_ > max_buffer_) {
    Error(UV_ENOBUFS);
    Kill();
    Settle();
  }
}

void Child::Kill() {
  if (killed_) return;
  killed_ = true;
  if (process_open_ && exit_status_ < 0) {
    const int r = uv_process_kill(&process_, kill_signal_);
    if (r < 0 && r != UV_ESRCH) {
      // Probably no signal of this system.
      Error(r);
      uv_process_kill(&process_, SIGKILL);
    }
  }
  // Another process may hold the other ends open; their end is not waited for.
  ClosePipes();
  CloseTimer(&timeout_, &timeout_open_);
}

void Child::Cancel(uint64_t grace_ms) {
  done_.Reset();
  if (concluded_) return;
  Kill();
  if (exit_status_ >= 0) return Settle();
  if (grace_open_) return;
  StartTimer(&grace_, &grace_open_, grace_ms, grace_ms, [](uv_timer_t* timer) {
    auto* child = static_cast<Child*>(timer->data);
    const int r = uv_process_kill(&child->process_, SIGKILL);
    // One that is out of reach, another user's or stuck in the kernel, must not hold the loop for ever.
    if ((r < 0 && r != UV_ESRCH) || child->killed_hard_) child->Conclude();
    child->killed_hard_ = true;
  });
}

void Child::Exited(int64_t status, int signal) {
  if (status < 0) {
    Error(static_cast<int>(status));
    return Conclude();
  }
  exit_status_ = status;
  term_signal_ = signal;
  Settle();
}

void Child::Settle() {
  if (exit_status_ < 0) return;
  for (const auto& pipe : pipes_)
    if (pipe != nullptr && pipe->active()) return;
  Conclude();
}

void Child::ClosePipes() {
  for (const auto& pipe : pipes_)
    if (pipe != nullptr) pipe->Close();
}

void Child::CloseTimer(uv_timer_t* timer, bool* open) {
  if (!*open) return;
  *open = false;
  uv_close(reinterpret_cast<uv_handle_t*>(timer),
           [](uv_handle_t* handle) { static_cast<Child*>(handle->data)->HandleClosed(); });
}

void Child::Conclude() {
  if (concluded_) return;
  concluded_ = true;
  open_++;  // held until everything is on its way
  ClosePipes();
  CloseTimer(&timeout_, &timeout_open_);
  CloseTimer(&grace_, &grace_open_);
  if (process_open_) {
    process_open_ = false;
    uv_close(reinterpret_cast<uv_handle_t*>(&process_),
             [](uv_handle_t* handle) { static_cast<Child*>(handle->data)->HandleClosed(); });
  }
  HandleClosed();
}

void Child::HandleClosed() {
  if (--open_ > 0 || !concluded_) return;
  const std::unique_ptr<Child> self(this);
  owner_->Remove(id_);
  if (!done_.IsEmpty()) Report();
  owner_->FinishIfIdle();
}

void Child::Report() {
  const HandleScope handles(isolate_);
  Local<Context> context = context_.Get(isolate_);
  const Context::Scope entered(context);
  const int error = error_ != 0 ? error_ : pipe_error_;
  const bool by_signal = term_signal_ > 0;
  Local<Value> output = Null(isolate_);
  Local<Value> failure = Undefined(isolate_);
  if (exit_status_ >= 0) {
    const v8::TryCatch caught(isolate_);
    std::vector<Local<Value>> outputs;
    for (const auto& pipe : pipes_) {
      Local<Object> buffer;
      if (pipe == nullptr || !pipe->child_writes()) {
        outputs.push_back(Null(isolate_));
      } else if (pipe->Output(isolate_).ToLocal(&buffer)) {
        outputs.push_back(buffer);
      } else {
        failure = caught.Exception();  // more than a Buffer holds
        break;
      }
    }
    output = Array::New(isolate_, outputs.data(), outputs.size());
  }
  Local<Value> status = Null(isolate_);
  if (exit_status_ >= 0 && !by_signal) status = Number::New(isolate_, static_cast<double>(exit_status_));
  Local<Value> signal = Null(isolate_);
  if (by_signal) signal = String::NewFromUtf8(isolate_, node::signo_string(term_signal_)).ToLocalChecked();
  Local<Value> args[] = {Integer::New(isolate_, error),         status, signal, output,
                         Integer::New(isolate_, process_.pid), failure};
  Local<Function> done = done_.Get(isolate_);
  done_.Reset();
  node::MakeCallback(isolate_, Object::New(isolate_), done, 6, args, {0, 0});
}

}  // namespace greenpatch
