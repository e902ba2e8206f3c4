#include "warm_file.h"

#ifdef __linux__

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>

#include "file_path.h"
#include "file_place.h"
#include "mounts.h"

namespace greenpatch {
namespace {

using v8::ArrayBufferView;
using v8::Int32;
using v8::Local;
using v8::Number;
using v8::Value;

constexpr int kNoWait = 0x8;
constexpr double kCold = -1;

ssize_t ReadNow(int fd, void* data, size_t length, int64_t position) {
#ifdef SYS_preadv2
  const iovec part{data, length};
  // Both halves of the position, as 32-bit kernels want it; 64-bit ones take the whole from the first.
  return syscall(SYS_preadv2, fd, &part, 1UL, static_cast<unsigned long>(position),
                 static_cast<unsigned long>(static_cast<uint64_t>(position) >> 32), kNoWait);
#else
  errno = ENOSYS;
  return -1;
#endif
}

// Behind caches that know whether they have an answer.
bool IsNear(const Statx& file) {
  const Mount mount = MountOf(file);
  return mount == Mount::kLocal || mount == Mount::kMemory;
}

// Tries each call once, on what every process has. Where a sandbox forbids one, it fails here.
bool Probe() {
  const int root = OpenCached("/", O_PATH | O_DIRECTORY);
  if (root < 0 && errno != EAGAIN) return false;
  if (root >= 0) close(root);
  const int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (self < 0) return false;
  Statx about;
  char byte;
  const bool reads = ReadNow(self, &byte, 1, 0) >= 0 || errno == EAGAIN || errno == EOPNOTSUPP;
  const bool works = StatFd(self, &about) && reads;
  close(self);
  return works;
}

// Errors that say that the caches have no answer, or that it was not asked for in the right way. All others are answers.
bool IsCold(int error) {
  return error == EAGAIN || error == EINTR || error == EMFILE || error == ENFILE || error == ENOMEM || error == EINVAL ||
         error == ENOSYS || error == EPERM || error == E2BIG;
}

// Looks at what a path names, without opening it. A path that has been looked at a moment ago needs no descriptor, which costs half.
double Look(const char* path, bool follow, bool fresh) {
  Statx about;
  if (!fresh || !Stat(AT_FDCWD, path, follow ? 0 : AT_SYMLINK_NOFOLLOW, &about)) {
    const int fd = OpenCached(path, O_PATH | (follow ? 0 : O_NOFOLLOW));
    if (fd < 0) return IsCold(errno) ? kCold : 0;
    const bool seen = StatFd(fd, &about);
    close(fd);
    if (!seen) return kCold;
  }
  return IsNear(about) ? about.mode : kCold;
}

uint8_t* DataOf(Local<Value> view) {
  Local<ArrayBufferView> it = view.As<ArrayBufferView>();
  return static_cast<uint8_t*>(it->Buffer()->Data()) + it->ByteOffset();
}

// Where there are no caches but memory, the kernel does not say that it would not wait, but does not.
ssize_t ReadCached(int fd, Mount mount, void* data, size_t length, int64_t position) {
  ssize_t read = ReadNow(fd, data, length, position);
  // Another process may be writing just now.
  if (read < 0 && errno == EAGAIN) read = ReadNow(fd, data, length, position);
  if (read >= 0 || errno != EOPNOTSUPP || mount != Mount::kMemory) return read;
  return position < 0 ? ::read(fd, data, length) : pread(fd, data, length, position);
}

double ReadAll(int fd, Local<Value> buffer, int64_t from) {
  Statx about;
  if (!StatFd(fd, &about) || !S_ISREG(about.mode)) return kCold;
  const Mount mount = MountOf(about);
  if (!IsNear(about)) return kCold;
  const size_t room = buffer.As<ArrayBufferView>()->ByteLength();
  if (about.size > room) return -2 - static_cast<double>(about.size);
  uint8_t* data = DataOf(buffer);
  size_t done = 0;
  // Node reads as much as the file's size was.
  while (done < about.size) {
    const ssize_t read = ReadCached(fd, mount, data + done, about.size - done, from + static_cast<int64_t>(done));
    if (read < 0) return kCold;
    if (read == 0) break;
    done += static_cast<size_t>(read);
  }
  return static_cast<double>(done);
}

double ReadPath(const char* path, Local<Value> buffer, bool fresh) {
  // To open a pipe or a device may have effects: only what has turned out to be a file is opened.
  const double mode = Look(path, true, fresh);
  const bool cached = mode >= 0;
  if (cached ? !S_ISREG(static_cast<mode_t>(mode)) : !IsFileNear(path)) return kCold;
  // Does not wait for a process that holds a lease on it.
  constexpr int kFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY;
  int fd = cached ? OpenCached(path, kFlags) : -1;
  if (fd < 0 && (!cached || (errno == EAGAIN && IsFileNear(path)))) fd = OpenAt(AT_FDCWD, path, kFlags, 0);
  if (fd < 0) return kCold;
  const double read = ReadAll(fd, buffer, 0);
  close(fd);
  return read;
}

double ReadDescriptor(int fd, Local<Value> buffer) {
  const off_t from = lseek(fd, 0, SEEK_CUR);
  if (from < 0) return kCold;
  const double read = ReadAll(fd, buffer, from);
  if (read > 0) lseek(fd, from + static_cast<off_t>(read), SEEK_SET);
  return read;
}

// Reads from where the file's position is, or from a given one; all that a read that waits would give, or nothing.
double Read(int fd, uint8_t* data, size_t length, int64_t position) {
  Statx about;
  Mount mount = Mount::kForeign;
  ssize_t first = ReadNow(fd, data, length, position);
  if (first < 0 && errno == EOPNOTSUPP && StatFd(fd, &about) && S_ISREG(about.mode)) {
    mount = MountOf(about);
    first = ReadCached(fd, mount, data, length, position);
  }
  if (first < 0) return kCold;
  const size_t done = static_cast<size_t>(first);
  // Of a file, fewer bytes than wanted are all only when it ends there.
  if (done == 0 || done == length || !StatFd(fd, &about) || !S_ISREG(about.mode)) return first;
  const ssize_t more = ReadCached(fd, mount, data + done, length - done, position < 0 ? position : position + first);
  const size_t all = done + static_cast<size_t>(more > 0 ? more : 0);
  if (more == 0 || all == length) return static_cast<double>(all);
  if (position < 0) lseek(fd, -static_cast<off_t>(all), SEEK_CUR);
  return kCold;
}

int FdOf(Local<Value> value) { return value.As<Int32>()->Value(); }

}  // namespace

void WarmWorks(const Info& info) {
  static const bool works = Probe();
  info.GetReturnValue().Set(works);
}

void WarmReadFile(const Info& info) {
  if (info[0]->IsInt32()) return info.GetReturnValue().Set(ReadDescriptor(FdOf(info[0]), info[1]));
  const Path path(info.GetIsolate(), info[0]);
  info.GetReturnValue().Set(!path.valid() ? kCold : ReadPath(path.get(), info[1], info[2]->IsTrue()));
}

void WarmRead(const Info& info) {
  uint8_t* data = DataOf(info[1]) + static_cast<size_t>(info[2].As<Number>()->Value());
  const size_t length = static_cast<size_t>(info[3].As<Number>()->Value());
  const int64_t position = static_cast<int64_t>(info[4].As<Number>()->Value());
  // A read that turns out to be cold in the middle must leave the caller's memory as it was.
  constexpr size_t kKept = 64 * 1024;
  static thread_local std::unique_ptr<uint8_t[]> kept(new uint8_t[kKept]);
  const std::unique_ptr<uint8_t[]> large(length > kKept ? new uint8_t[length] : nullptr);
  uint8_t* staging = large ? large.get() : kept.get();
  const double read = Read(FdOf(info[0]), staging, length, position);
  if (read > 0) memcpy(data, staging, static_cast<size_t>(read));
  info.GetReturnValue().Set(read);
}

}  // namespace greenpatch

#else

namespace greenpatch {

// Other systems cannot be asked for what is cached.
void WarmWorks(const Info& info) { info.GetReturnValue().Set(false); }
void WarmReadFile(const Info& info) { info.GetReturnValue().Set(-1); }
void WarmRead(const Info& info) { info.GetReturnValue().Set(-1); }

}  // namespace greenpatch

#endif
