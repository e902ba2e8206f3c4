#include "file_place.h"

#ifdef __linux__

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include "file_path.h"
#include "mounts.h"

namespace greenpatch {
namespace {

using v8::Float64Array;
using v8::Int32;
using v8::Local;
using v8::Number;
using v8::String;
using v8::Value;

constexpr int kMostLinks = 40;  // as in the kernel

// Owns a descriptor. Closing it leaves errno alone.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    const int error = errno;
    if (fd_ >= 0) close(fd_);
    errno = error;
  }
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

 private:
  int fd_;
};

bool IsNear(const Statx& file) { return MountOf(file) != Mount::kForeign; }

// Errors that say that nothing could be found out. All others are the system's answer.
bool TellsNothing(int error) {
  return error == EAGAIN || error == EINTR || error == EMFILE || error == ENFILE || error == ENOMEM || error == EINVAL ||
         error == ENOSYS || error == EPERM || error == E2BIG || error == EXDEV;
}

// Where a path leads to, looked up one name after the other: on mounts that are near, and on no others.
class Walk {
 public:
  Walk(const char* path, bool follow) : rest_(path), follow_(follow) {}

  // Whether it can be told. `about` is what is there, `error` is 0; or the folder in which the system's error comes up.
  bool Go() {
    for (at_ = Descriptor(Start()); at_.valid() && StatFd(at_.get(), &about) && IsNear(about);) {
      const std::string name = TakeName();
      if (name.empty()) return true;
      if (!Step(name)) return error != 0;
    }
    return false;
  }

  Statx about;
  int error = 0;

 private:
  int Start() { return OpenCached(rest_[0] == '/' ? "/" : ".", O_PATH | O_DIRECTORY); }

  std::string TakeName() {
    const size_t from = rest_.find_first_not_of('/');
    if (from == std::string::npos) return {};
    const size_t end = rest_.find('/', from);
    std::string name = rest_.substr(from, end == std::string::npos ? end : end - from);
    rest_ = end == std::string::npos ? std::string() : rest_.substr(end);
    return name;
  }

  // To the next name. False when that is the end of it.
  bool Step(const std::string& name) {
    const bool up = name == "..";
    Descriptor next(OpenAt(at_.get(), name.c_str(), O_PATH | O_NOFOLLOW, up ? kCachedOnly : kStayOnMount));
    if (!next.valid() && errno == EXDEV) next = Descriptor(OpenAt(at_.get(), name.c_str(), O_PATH | O_NOFOLLOW, kCachedOnly));
    Statx there;
    if (!next.valid() || !StatFd(next.get(), &there)) return Fail(errno);
    const bool last = rest_.find_first_not_of('/') == std::string::npos;
    if (!S_ISLNK(there.mode) || (last && rest_.empty() && !follow_)) {
      at_ = std::move(next);
      return true;
    }
    return MountOf(there) != Mount::kKernel && Follow(next.get());
  }

  bool Fail(int code) {
    error = TellsNothing(code) ? 0 : code;
    return false;
  }

  bool Follow(int link) {
    char target[PATH_MAX];
    const ssize_t length = readlinkat(link, "", target, sizeof target);
    if (length <= 0 || length == sizeof target) return false;
    if (++links_ > kMostLinks) return Fail(ELOOP);
    rest_.insert(0, target, static_cast<size_t>(length));
    if (target[0] == '/') at_ = Descriptor(Start());
    return at_.valid();
  }

  std::string rest_;
  Descriptor at_;
  const bool follow_;
  int links_ = 0;
};

struct Place {
  double mount = 0, mode = 0, size = 0, names = 0, cached = 0, flags = 0;

  void Take(const Statx& file) {
    mount = NumberOf(file);
    mode = file.mode;
    size = static_cast<double>(file.size);
    names = file.nlink;
    const Mount kind = MountOf(file);
    cached = kind == Mount::kLocal || kind == Mount::kMemory;
  }
};

bool Find(const char* path, bool follow, Place* out);

// Nothing is there, or something is in the way: what counts is the folder in which it was looked for.
bool FindAbove(const char* path, Place* out) {
  std::string above(path);
  while (above.size() > 1 && above.back() == '/') above.pop_back();
  const size_t slash = above.rfind('/');
  if (above == "/") return false;
  above = slash == std::string::npos ? "." : slash == 0 ? "/" : above.substr(0, slash);
  if (above == path || !Find(above.c_str(), true, out)) return false;
  *out = {out->mount, 0, 0, 0, out->cached, 0};
  return true;
}

bool FindByWalk(const char* path, bool follow, Place* out) {
  Walk walk(path, follow);
  if (!walk.Go()) return false;
  out->Take(walk.about);
  if (walk.error != 0) *out = {out->mount, 0, 0, 0, out->cached, 0};
  return true;
}

bool Find(const char* path, bool follow, Place* out) {
  const Descriptor there(OpenCached(path, O_PATH | (follow ? 0 : O_NOFOLLOW)));
  Statx about;
  if (there.valid()) {
    if (!StatFd(there.get(), &about) || !IsNear(about)) return false;
    out->Take(about);
    return true;
  }
  if (errno == EAGAIN) return FindByWalk(path, follow, out);
  return !TellsNothing(errno) && FindAbove(path, out);
}

// What is made under the name of a link that leads nowhere is made somewhere else.
bool FindNear(const char* path, bool follow, Place* out) {
  if (!Find(path, follow, out)) return false;
  if (out->mode != 0 || !follow) return true;
  Place link;
  if (Find(path, false, &link) && S_ISLNK(static_cast<mode_t>(link.mode))) *out = link;
  return true;
}

bool FindAnywhere(const char* path, bool follow, Place* out) {
  Statx about;
  if (Stat(AT_FDCWD, path, follow ? 0 : AT_SYMLINK_NOFOLLOW, &about)) out->Take(about);
  return true;
}

// Pipes, sockets and terminals lie on mounts of the kernel's own, which no table lists.
bool IsNoFile(mode_t mode) { return S_ISFIFO(mode) || S_ISSOCK(mode) || S_ISCHR(mode); }

void Give(const Place& place, Local<Value> to) {
  const double values[] = {place.mount, place.mode, place.size, place.names, place.cached, place.flags};
  Local<Float64Array> out = to.As<Float64Array>();
  memcpy(static_cast<uint8_t*>(out->Buffer()->Data()) + out->ByteOffset(), values, sizeof values);
}

}  // namespace

bool IsFileNear(const char* path) {
  Place place;
  return Find(path, true, &place) && S_ISREG(static_cast<mode_t>(place.mode)) && place.cached != 0;
}

void FilePlace(const Info& info) {
  const Path path(info.GetIsolate(), info[0]);
  Place place;
  const bool told = path.empty() || (path.valid() && (info[2]->IsTrue() ? FindAnywhere(path.get(), info[1]->IsTrue(), &place)
                                                       : FindNear(path.get(), info[1]->IsTrue(), &place)));
  if (told) Give(place, info[3]);
  info.GetReturnValue().Set(told);
}

void FilePlaceAt(const Info& info) {
  const int fd = info[0].As<Int32>()->Value();
  Statx about;
  Place place;
  if (StatFd(fd, &about)) {
    if (!info[1]->IsTrue() && !IsNear(about) && !IsNoFile(about.mode)) return info.GetReturnValue().Set(false);
    place.Take(about);
    place.flags = fcntl(fd, F_GETFL);
  } else if (errno != EBADF) {
    return info.GetReturnValue().Set(false);
  }
  info.GetReturnValue().Set(true);
  Give(place, info[2]);
}

void MountIsSlow(const Info& info) {
  const std::string point = MakeSlow(info[0].As<Number>()->Value());
  info.GetReturnValue().Set(String::NewFromUtf8(info.GetIsolate(), point.c_str()).ToLocalChecked());
}

void ThreadSlept(const Info& info) {
  timespec now{}, computed{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  double awake = 0;  // on a processor, or in line for one
  FILE* file = fopen("/proc/thread-self/schedstat", "re");
  unsigned long long ran = 0, queued = 0;
  if (file != nullptr && fscanf(file, "%llu %llu", &ran, &queued) == 2) {
    awake = static_cast<double>(ran + queued);
  } else {
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &computed);
    awake = static_cast<double>(computed.tv_sec) * 1e9 + static_cast<double>(computed.tv_nsec);
  }
  if (file != nullptr) fclose(file);
  const double since = static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
  info.GetReturnValue().Set((since - awake) / 1e6);
}

}  // namespace greenpatch

#else

namespace greenpatch {

// Other systems cannot be asked.
void FilePlace(const Info& info) { info.GetReturnValue().Set(false); }
void FilePlaceAt(const Info& info) { info.GetReturnValue().Set(false); }
void MountIsSlow(const Info& info) { info.GetReturnValue().SetEmptyString(); }
void ThreadSlept(const Info& info) { info.GetReturnValue().Set(0); }

}  // namespace greenpatch

#endif
