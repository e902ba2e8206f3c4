// Pipes between a child process and us.
#pragma once

#include <uv.h>
#include <v8.h>

#include <memory>
#include <vector>

namespace greenpatch {

// Output is read into pieces of this size; how much of a flood is kept when it gets too much depends on it.
constexpr size_t kChunkBytes = 65536;

// What holds pipes, and hears of them.
class PipeOwner {
 public:
  virtual void HandleOpened() = 0;
  // The last thing that is heard of a pipe: the owner may delete it.
  virtual void HandleClosed() = 0;
  virtual void PipeError(int error) = 0;
  virtual void Buffered(ssize_t bytes) = 0;
  // A pipe is active no more.
  virtual void Settle() = 0;

 protected:
  ~PipeOwner() = default;
};

// Our end of a pipe to a child. It writes the input, if there is any, and says that there is no more; or reads all there is; or
// both.
class ChildPipe {
 public:
  ChildPipe(PipeOwner* owner, bool child_reads, bool child_writes, std::vector<char> input)
      : owner_(owner), child_reads_(child_reads), child_writes_(child_writes), input_(std::move(input)) {}

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
  v8::MaybeLocal<v8::Object> Output(v8::Isolate* isolate) const;

 private:
  struct Chunk {
    char data[kChunkBytes];
    size_t used = 0;
  };

  static ChildPipe* Of(void* data) { return static_cast<ChildPipe*>(data); }
  void Alloc(uv_buf_t* buf);
  void Read(ssize_t nread);
  void RequestDone(int status);

  PipeOwner* const owner_;
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

}  // namespace greenpatch
