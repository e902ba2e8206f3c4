#include "child_pipe.h"

#include <node_buffer.h>

#include <cstring>

namespace greenpatch {

int ChildPipe::Init(uv_loop_t* loop) {
  const int r = uv_pipe_init(loop, &pipe_, 0);
  if (r < 0) return r;
  pipe_.data = this;
  closed_ = false;
  owner_->HandleOpened();
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
    return owner_->Buffered(nread);
  }
  reading_ = false;
  if (nread != UV_EOF) {
    owner_->PipeError(static_cast<int>(nread));
    uv_read_stop(stream());
  }
  owner_->Settle();
}

void ChildPipe::RequestDone(int status) {
  requests_--;
  if (status < 0) owner_->PipeError(status);
  owner_->Settle();
}

void ChildPipe::Close() {
  if (closed_) return;
  closed_ = true;
  uv_close(reinterpret_cast<uv_handle_t*>(&pipe_),
           [](uv_handle_t* handle) { Of(handle->data)->owner_->HandleClosed(); });
}

v8::MaybeLocal<v8::Object> ChildPipe::Output(v8::Isolate* isolate) const {
  size_t size = 0;
  for (const auto& chunk : chunks_) size += chunk->used;
  v8::Local<v8::Object> buffer;
  if (!node::Buffer::New(isolate, size).ToLocal(&buffer)) return {};
  char* to = node::Buffer::Data(buffer);
  for (const auto& chunk : chunks_) {
    if (chunk->used == 0) continue;
    std::memcpy(to, chunk->data, chunk->used);
    to += chunk->used;
  }
  return buffer;
}

}  // namespace greenpatch
