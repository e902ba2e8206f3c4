#include "spawn_pipe.h"

#ifdef __linux__

#include <fcntl.h>
#include <node_buffer.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace greenpatch {
namespace {

// From libuv 1.51 on, pipes to children hold so much.
constexpr unsigned int kSizedPipes = 0x013300;
constexpr int kPipeBytes = 64 * 1024;

void SetSize(int fd) {
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &kPipeBytes, sizeof kPipeBytes);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &kPipeBytes, sizeof kPipeBytes);
}

}  // namespace

int SpawnPipe::Open() {
  int fds[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) return -errno;
  ours_ = Descriptor(fds[0]);
  theirs_ = Descriptor(fds[1]);
  if (uv_version() >= kSizedPipes)
    for (const int fd : fds) SetSize(fd);
  return fcntl(fds[0], F_SETFL, O_RDWR | O_NONBLOCK) == 0 ? 0 : -errno;
}

short SpawnPipe::events() const { return static_cast<short>((reading_ ? POLLIN : 0) | (writing_ ? POLLOUT : 0)); }

void SpawnPipe::Start() {
  writing_ = entry_.child_reads;
  reading_ = entry_.child_writes;
}

// It may raise SIGPIPE, as libuv's: Node ignores that, and a program that listens to it hears of it.
bool SpawnPipe::Write(int* error) {
  const size_t left = entry_.input.len - written_;
  if (left > 0) {
    ssize_t n;
    do n = write(fd(), entry_.input.base + written_, left);
    while (n < 0 && errno == EINTR);
    if (n < 0 && (errno == EAGAIN || errno == ENOBUFS)) return false;
    if (n < 0) *error = -errno;
    else written_ += static_cast<size_t>(n);
    if (*error == 0 && written_ < entry_.input.len) return false;
  }
  writing_ = false;
  if (shutdown(fd(), SHUT_WR) != 0 && errno != ENOTCONN && *error == 0) *error = -errno;
  return true;
}

SpawnPipe::Read SpawnPipe::ReadOnce(Outcome* outcome) {
  if (pieces_.empty() || pieces_.back()->used == kPieceBytes) pieces_.emplace_back(new Piece);
  Piece& piece = *pieces_.back();
  const size_t room = kPieceBytes - piece.used;
  ssize_t n;
  do n = read(fd(), piece.data + piece.used, room);
  while (n < 0 && errno == EINTR);
  if (n > 0) {
    piece.used += static_cast<size_t>(n);
    outcome->bytes = static_cast<size_t>(n);
    return outcome->bytes < room ? Read::kPart : Read::kMore;
  }
  if (n < 0 && errno == EAGAIN) return Read::kNothing;
  if (n < 0) outcome->error = -errno;
  return Read::kEnd;
}

void SpawnPipe::Close() {
  reading_ = writing_ = false;
  ours_.Close();
}

v8::MaybeLocal<v8::Object> SpawnPipe::Output(v8::Isolate* isolate) const {
  size_t size = 0;
  for (const auto& piece : pieces_) size += piece->used;
  v8::Local<v8::Object> buffer;
  if (!node::Buffer::New(isolate, size).ToLocal(&buffer)) return {};
  char* to = node::Buffer::Data(buffer);
  for (const auto& piece : pieces_) {
    if (piece->used == 0) continue;
    std::memcpy(to, piece->data, piece->used);
    to += piece->used;
  }
  return buffer;
}

}  // namespace greenpatch

#endif
