#include "warm_file.h"

#ifdef __linux__

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace greenpatch {
namespace {

using v8::ArrayBufferView;
using v8::Int32;
using v8::Isolate;
using v8::Local;
using v8::Number;
using v8::String;
using v8::Value;

// The C library's headers may be older than the kernel. Numbers and layouts are those of the kernel's ABI, which never change.
constexpr long kOpenat2 = 437;  // the same on all architectures
constexpr uint64_t kResolveCached = 0x20;
constexpr unsigned kStatxBasic = 0x7ff;
constexpr unsigned kStatxMountId = 0x1000;
constexpr int kDontSync = 0x4000;
constexpr int kNoWait = 0x8;
constexpr double kCold = -1;

struct OpenHow {
  uint64_t flags, mode, resolve;
};

struct Statx {
  uint32_t mask, blksize;
  uint64_t attributes;
  uint32_t nlink, uid, gid;
  uint16_t mode, spare0;
  uint64_t ino, size, blocks, attributes_mask;
  uint64_t times[8];
  uint32_t rdev_major, rdev_minor, dev_major, dev_minor;
  uint64_t mnt_id;
  uint64_t spare[13];
};
static_assert(offsetof(Statx, mode) == 0x1c && offsetof(Statx, size) == 0x28, "as in linux/stat.h");
static_assert(offsetof(Statx, dev_major) == 0x88 && offsetof(Statx, mnt_id) == 0x90, "as in linux/stat.h");
static_assert(sizeof(Statx) == 0x100, "as in linux/stat.h");

int OpenCached(const char* path, int flags) {
  const OpenHow how{static_cast<uint64_t>(flags | O_CLOEXEC), 0, kResolveCached};
  return static_cast<int>(syscall(kOpenat2, AT_FDCWD, path, &how, sizeof how));
}

bool Stat(int folder, const char* path, int flags, Statx* out) {
#ifdef SYS_statx
  return syscall(SYS_statx, folder, path, flags | kDontSync, kStatxBasic | kStatxMountId, out) == 0 &&
         (out->mask & kStatxMountId) != 0;
#else
  return false;
#endif
}

bool StatFd(int fd, Statx* out) { return Stat(fd, "", AT_EMPTY_PATH, out); }

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

// Who waits for what.
enum class Mount : uint8_t {
  kForeign,  // a network, another process, or nobody knows
  kLocal,    // a disk, behind caches
  kMemory,   // there is nothing but the caches
};

Mount KindOf(const std::string& type) {
  for (const char* name : {"tmpfs", "ramfs", "devtmpfs"})
    if (type == name) return Mount::kMemory;
  for (const char* name : {"ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "overlay", "squashfs", "erofs", "zfs", "bcachefs", "jfs",
                           "reiserfs", "nilfs2", "vfat", "exfat", "ntfs3", "iso9660", "udf"})
    if (type == name) return Mount::kLocal;
  return Mount::kForeign;
}

// The type of the file system that is mounted under an id, out of /proc/self/mountinfo. Lines are
//   36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw
Mount ReadMount(uint64_t id) {
  FILE* file = fopen("/proc/self/mountinfo", "re");
  if (file == nullptr) return Mount::kForeign;
  Mount found = Mount::kForeign;
  char* line = nullptr;
  size_t room = 0;
  while (getline(&line, &room, file) > 0) {
    if (strtoull(line, nullptr, 10) != id) continue;
    const char* dash = strstr(line, " - ");
    if (dash != nullptr) found = KindOf(std::string(dash + 3, strcspn(dash + 3, " ")));
    break;
  }
  free(line);
  fclose(file);
  return found;
}

// Mounts met so far on this thread. An id may be given again to another mount: then at least the device differs, unless a device is
// mounted anew. A wrong answer costs waiting, nothing else.
Mount MountOf(const Statx& file) {
  struct Known {
    uint64_t id, device;
    Mount kind;
  };
  constexpr size_t kMost = 256;
  static thread_local std::vector<Known> known;
  const uint64_t device = static_cast<uint64_t>(file.dev_major) << 32 | file.dev_minor;
  for (const Known& one : known)
    if (one.id == file.mnt_id && one.device == device) return one.kind;
  if (known.size() == kMost) known.clear();
  known.push_back({file.mnt_id, device, ReadMount(file.mnt_id)});
  return known.back().kind;
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

// A path as Node hands it to the system.
class Path {
 public:
  Path(Isolate* isolate, Local<Value> value) : text_(isolate, value->IsString() ? value : Local<Value>()) {
    if (value->IsString()) {
      path_ = *text_;
      length_ = static_cast<size_t>(text_.length());
    } else if (value->IsArrayBufferView()) {
      bytes_.resize(value.As<ArrayBufferView>()->ByteLength());
      value.As<ArrayBufferView>()->CopyContents(bytes_.data(), bytes_.size());
      path_ = bytes_.c_str();
      length_ = bytes_.size();
    }
  }
  const char* get() const { return path_; }
  // Neither empty nor with a zero byte in it.
  bool valid() const { return length_ > 0 && memchr(path_, 0, length_) == nullptr; }

 private:
  const String::Utf8Value text_;
  std::string bytes_;
  const char* path_ = nullptr;
  size_t length_ = 0;
};

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
  return MountOf(about) == Mount::kForeign ? kCold : about.mode;
}

uint8_t* DataOf(Local<Value> view) {
  Local<ArrayBufferView> it = view.As<ArrayBufferView>();
  return static_cast<uint8_t*>(it->Buffer()->Data()) + it->ByteOffset();
}

// Where there are no caches but memory, the kernel does not say that it would not wait, but does not.
ssize_t ReadCached(int fd, Mount mount, void* data, size_t length, int64_t position) {
  const ssize_t read = ReadNow(fd, data, length, position);
  if (read >= 0 || errno != EOPNOTSUPP || mount != Mount::kMemory) return read;
  return position < 0 ? ::read(fd, data, length) : pread(fd, data, length, position);
}

double ReadAll(int fd, Local<Value> buffer, int64_t from) {
  Statx about;
  if (!StatFd(fd, &about) || !S_ISREG(about.mode)) return kCold;
  const Mount mount = MountOf(about);
  if (mount == Mount::kForeign) return kCold;
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
  if (mode < 0 || !S_ISREG(static_cast<mode_t>(mode))) return kCold;
  // Does not wait for whoever holds a lease on it.
  const int fd = OpenCached(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
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

void WarmLook(const Info& info) {
  const Path path(info.GetIsolate(), info[0]);
  info.GetReturnValue().Set(!path.valid() ? kCold : Look(path.get(), info[1]->IsTrue(), info[2]->IsTrue()));
}

void WarmLookAt(const Info& info) {
  Statx about;
  const bool near = StatFd(FdOf(info[0]), &about) && MountOf(about) != Mount::kForeign;
  info.GetReturnValue().Set(near ? static_cast<double>(about.mode) : kCold);
}

void WarmClose(const Info& info) {
  Statx about;
  const int fd = FdOf(info[0]);
  const int flags = fcntl(fd, F_GETFL);
  const bool reads = flags >= 0 && ((flags & O_ACCMODE) == O_RDONLY || (flags & O_PATH) != 0);
  info.GetReturnValue().Set(reads && StatFd(fd, &about) && about.nlink > 0 &&
                            (S_ISREG(about.mode) || S_ISDIR(about.mode)) && MountOf(about) != Mount::kForeign);
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
void WarmLook(const Info& info) { info.GetReturnValue().Set(-1); }
void WarmLookAt(const Info& info) { info.GetReturnValue().Set(-1); }
void WarmClose(const Info& info) { info.GetReturnValue().Set(false); }
void WarmReadFile(const Info& info) { info.GetReturnValue().Set(-1); }
void WarmRead(const Info& info) { info.GetReturnValue().Set(-1); }

}  // namespace greenpatch

#endif
