#include "child_process.h"

#include <node_buffer.h>

#include <csignal>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace greenpatch {

using v8::Array;
using v8::Context;
using v8::Function;
using v8::HandleScope;
using v8::Int32Array;
using v8::Integer;
using v8::Isolate;
using v8::Local;
using v8::Null;
using v8::Number;
using v8::Object;
using v8::String;
using v8::Uint8Array;
using v8::Undefined;
using v8::Value;

namespace {

// Output is read into pieces of this size; how much of a flood is kept when it gets too much depends on it.
constexpr size_t kChunkBytes = 65536;
// Time for a child to end when its environment does.
constexpr uint64_t kEndGraceMs = 2000;

struct Chunk {
  char data[kChunkBytes];
  size_t used = 0;
};

// Kinds of `stdio` entries; src/patch/spawn-park.ts has the same.
enum Stdio : int32_t { kIgnore = 0, kPipe = 1, kDescriptor = 2 };

// Reads fields of the request, which is made by src/patch/spawn-park.ts alone.
class Request {
 public:
  Request(Isolate* isolate, Local<Object> object)
      : isolate_(isolate), context_(isolate->GetCurrentContext()), object_(object) {}

  Local<Value> Field(const char* name) const {
    return object_->Get(context_, String::NewFromUtf8(isolate_, name).ToLocalChecked()).ToLocalChecked();
  }
  double Real(const char* name) const { return Field(name).As<Number>()->Value(); }
  int64_t Whole(const char* name) const { return Field(name)->IntegerValue(context_).FromJust(); }
  bool Has(const char* name) const { return !Field(name)->IsNullOrUndefined(); }
  bool Flag(const char* name) const { return Field(name)->IsTrue(); }
  Local<Value> Item(const char* name, uint32_t at) const {
    return Field(name).As<Array>()->Get(context_, at).ToLocalChecked();
  }
  std::vector<char> Bytes(Local<Value> view) const {
    std::vector<char> bytes(node::Buffer::Length(view));
    if (!bytes.empty()) std::memcpy(bytes.data(), node::Buffer::Data(view), bytes.size());
    return bytes;
  }

 private:
  Isolate* const isolate_;
  const Local<Context> context_;
  const Local<Object> object_;
};

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

// Our end of a pipe to a child. It writes the input, if there is any, and says that there is no more; or reads all there is; or
// both.
class ChildPipe {
 public:
  ChildPipe(Child* child, bool child_reads, bool child_writes, std::vector<char> input)
      : child_(child), child_reads_(child_reads), child_writes_(child_writes), input_(std::move(input)) {}

  int Init(uv_loop_t* loop);
  int Start();
  void Close();
  uv_stdio_flags flags() const {
    return static_cast<uv_stdio_flags>(UV_CREATE_PIPE | (child_reads_ ? UV_READABLE_PIPE : 0) |
                                       (child_writes_ ? UV_WRITABLE_PIPE : 0));
  }
  uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&pipe_); }
  bool active() const { return !closed_ && (reading_ || requests_ > 0); }
  bool child_writes() const { return child_writes_; }
  v8::MaybeLocal<Object> Output(Isolate* isolate) const;

 private:
  static ChildPipe* Of(void* data) { return static_cast<ChildPipe*>(data); }
  void Alloc(uv_buf_t* buf);
  void Read(ssize_t nread);
  void RequestDone(int status);

  Child* const child_;
  const bool child_reads_;
  const bool child_writes_;
  const std::vector<char> input_;
  std::vector<std::unique_ptr<Chunk>> chunks_;
  bool reading_ = false;
  bool closed_ = true;  // until it is initialized
  int requests_ = 0;
  uv_pipe_t pipe_;
  uv_write_t write_;
  uv_shutdown_t shutdown_;
};

// A child process, from its start until all its handles are closed, when it deletes itself.
class Child {
 public:
  Child(ChildProcesses* owner, Isolate* isolate, int32_t id)
      : owner_(owner), isolate_(isolate), loop_(node::GetCurrentEventLoop(isolate)), id_(id) {}

  // 0 or a negative errno. Whatever it returns, the child is deleted by itself.
  int Start(const Request& request, Local<Function> done);
  void Cancel(uint64_t grace_ms);

  void HandleOpened() { open_++; }
  static void HandleClosed(Child* child);
  void PipeError(int error) {
    if (pipe_error_ == 0) pipe_error_ = error;
  }
  void Buffered(ssize_t bytes);
  // Closes everything once the child has ended and its pipes have been read to the end.
  void Settle();

 private:
  int Spawn(const Request& request);
  int OpenStdio(const Request& request, std::vector<uv_stdio_container_t>* containers);
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
  Isolate* const isolate_;
  uv_loop_t* const loop_;
  const int32_t id_;
  v8::Global<Function> done_;
  v8::Global<Context> context_;

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

int ChildPipe::Init(uv_loop_t* loop) {
  const int r = uv_pipe_init(loop, &pipe_, 0);
  if (r < 0) return r;
  pipe_.data = this;
  closed_ = false;
  child_->HandleOpened();
  return 0;
}

int ChildPipe::Start() {
  if (child_reads_) {
    write_.data = shutdown_.data = this;
    if (!input_.empty()) {
      // An unsigned int in Node, too.
      const uv_buf_t buf =
          uv_buf_init(const_cast<char*>(input_.data()), static_cast<unsigned int>(input_.size()));
      const int r = uv_write(&write_, stream(), &buf, 1,
                             [](uv_write_t* request, int status) { Of(request->data)->RequestDone(status); });
      if (r < 0) return r;
      requests_++;
    }
    const int r = uv_shutdown(&shutdown_, stream(), [](uv_shutdown_t* request, int status) {
      // What BSDs say when the other end is closed already.
      Of(request->data)->RequestDone(status == UV_ENOTCONN ? 0 : status);
    });
    if (r < 0) return r;
    requests_++;
  }
  if (!child_writes_) return 0;
  reading_ = true;
  return uv_read_start(
      stream(), [](uv_handle_t* handle, size_t, uv_buf_t* buf) { Of(handle->data)->Alloc(buf); },
      [](uv_stream_t* stream, ssize_t nread, const uv_buf_t*) { Of(stream->data)->Read(nread); });
}

void ChildPipe::Alloc(uv_buf_t* buf) {
  if (chunks_.empty() || chunks_.back()->used == kChunkBytes) {
    chunks_.emplace_back(new Chunk);
  }
  Chunk& chunk = *chunks_.back();
  *buf = uv_buf_init(chunk.data + chunk.used, static_cast<unsigned int>(kChunkBytes - chunk.used));
}

void ChildPipe::Read(ssize_t nread) {
  if (nread >= 0) {
    chunks_.back()->used += static_cast<size_t>(nread);
    return child_->Buffered(nread);
  }
  reading_ = false;
  if (nread != UV_EOF) {
    child_->PipeError(static_cast<int>(nread));
    uv_read_stop(stream());
  }
  child_->Settle();
}

void ChildPipe::RequestDone(int status) {
  requests_--;
  if (status < 0) child_->PipeError(status);
  child_->Settle();
}

void ChildPipe::Close() {
  if (closed_) return;
  closed_ = true;
  uv_close(reinterpret_cast<uv_handle_t*>(&pipe_),
           [](uv_handle_t* handle) { Child::HandleClosed(Of(handle->data)->child_); });
}

v8::MaybeLocal<Object> ChildPipe::Output(Isolate* isolate) const {
  size_t size = 0;
  for (const auto& chunk : chunks_) size += chunk->used;
  Local<Object> buffer;
  if (!node::Buffer::New(isolate, size).ToLocal(&buffer)) return {};
  char* to = node::Buffer::Data(buffer);
  for (const auto& chunk : chunks_) {
    if (chunk->used == 0) continue;
    std::memcpy(to, chunk->data, chunk->used);
    to += chunk->used;
  }
  return buffer;
}

int Child::Start(const Request& request, Local<Function> done) {
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

int Child::Spawn(const Request& request) {
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

int Child::OpenStdio(const Request& request, std::vector<uv_stdio_container_t>* containers) {
  Local<Int32Array> entries = request.Field("stdio").As<Int32Array>();
  std::vector<int32_t> values(entries->Length());
  entries->CopyContents(values.data(), values.size() * sizeof(int32_t));
  // Three numbers an entry: kind; descriptor, or whether the child reads; whether it writes.
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
  // Something else may hold the other ends open: nobody waits for that.
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
           [](uv_handle_t* handle) { HandleClosed(static_cast<Child*>(handle->data)); });
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
             [](uv_handle_t* handle) { HandleClosed(static_cast<Child*>(handle->data)); });
  }
  HandleClosed(this);
}

void Child::HandleClosed(Child* child) {
  if (--child->open_ > 0 || !child->concluded_) return;
  const std::unique_ptr<Child> self(child);
  ChildProcesses* const owner = child->owner_;
  owner->Remove(child->id_);
  if (!child->done_.IsEmpty()) child->Report();
  owner->FinishIfIdle();
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

ChildProcesses::ChildProcesses(Isolate* isolate)
    : isolate_(isolate), hook_(node::AddEnvironmentCleanupHook(isolate, &ChildProcesses::CleanUp, this)) {}

int32_t ChildProcesses::Spawn(Local<Object> request, Local<Function> done) {
  const int32_t id = last_id_ = last_id_ == INT32_MAX ? 1 : last_id_ + 1;
  auto* child = new Child(this, isolate_, id);
  children_[id] = child;
  const int r = child->Start(Request(isolate_, request), done);
  return r < 0 ? r : id;
}

void ChildProcesses::Cancel(int32_t id, uint64_t grace_ms) {
  const auto found = children_.find(id);
  if (found != children_.end()) found->second->Cancel(grace_ms);
}

void ChildProcesses::Remove(int32_t id) { children_.erase(id); }

// The calls of these children will never return: the children end with the environment (a worker that is terminated), and
// nobody else would ever wait for them.
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
