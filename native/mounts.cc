#include "mounts.h"

#ifdef __linux__

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <mutex>
#include <vector>

namespace greenpatch {
namespace {

static_assert(offsetof(Statx, mode) == 0x1c && offsetof(Statx, size) == 0x28, "as in linux/stat.h");
static_assert(offsetof(Statx, dev_major) == 0x88 && offsetof(Statx, mnt_id) == 0x90, "as in linux/stat.h");
static_assert(sizeof(Statx) == 0x100, "as in linux/stat.h");

constexpr long kOpenat2 = 437;  // the same on all architectures
constexpr unsigned kStatxBasic = 0x7ff;
constexpr unsigned kStatxMountId = 0x1000;
constexpr int kDontSync = 0x4000;

// A mount that was met in this process. An id may be given again to another mount: then at least the device differs, unless a
// device is mounted anew. A wrong answer costs waiting, nothing else.
struct Known {
  uint64_t id, device;
  double number;
  Mount kind;
  bool slow;
  std::string point;
};

// Of the whole process: a fiber may have a thread of its own.
std::vector<Known> known;
std::mutex guard;

bool IsOneOf(const std::string& type, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (type == name) return true;
  return false;
}

Mount KindOf(const std::string& type) {
  if (IsOneOf(type, {"tmpfs", "ramfs", "devtmpfs"})) return Mount::kMemory;
  if (IsOneOf(type, {"proc", "sysfs", "devpts", "cgroup", "cgroup2", "mqueue"})) return Mount::kKernel;
  const bool local =
      IsOneOf(type, {"ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "overlay", "squashfs", "erofs", "zfs", "bcachefs", "jfs",
                     "reiserfs", "nilfs2", "vfat", "exfat", "ntfs3", "iso9660", "udf"});
  return local ? Mount::kLocal : Mount::kForeign;
}

// Lines are
//   36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw
void ReadMount(Known* mount) {
  FILE* file = fopen("/proc/self/mountinfo", "re");
  if (file == nullptr) return;
  char* line = nullptr;
  size_t room = 0;
  while (getline(&line, &room, file) > 0) {
    if (strtoull(line, nullptr, 10) != mount->id) continue;
    const char* dash = strstr(line, " - ");
    if (dash != nullptr) mount->kind = KindOf(std::string(dash + 3, strcspn(dash + 3, " ")));
    const char* at = line;
    for (int field = 0; field < 4 && at != nullptr; field++) at = strchr(at + 1, ' ');
    if (at != nullptr) mount->point.assign(at + 1, strcspn(at + 1, " "));
    break;
  }
  free(line);
  fclose(file);
}

// What is mounted several times is one disk.
bool IsSlow(uint64_t device) {
  for (const Known& one : known)
    if (one.slow && one.device == device) return true;
  return false;
}

// All but the slow ones, as long as these are few.
void Forget() {
  constexpr size_t kMostSlow = 64;
  std::vector<Known> slow;
  for (Known& one : known)
    if (one.slow) slow.push_back(std::move(one));
  if (slow.size() > kMostSlow) slow.clear();
  known.swap(slow);
}

// Under the guard.
const Known& Find(const Statx& file) {
  constexpr size_t kMost = 256;
  static double numbers = 0;
  const uint64_t device = static_cast<uint64_t>(file.dev_major) << 32 | file.dev_minor;
  for (const Known& one : known)
    if (one.id == file.mnt_id && one.device == device) return one;
  if (known.size() >= kMost) Forget();
  Known mount{file.mnt_id, device, ++numbers, Mount::kForeign, IsSlow(device), {}};
  ReadMount(&mount);
  known.push_back(std::move(mount));
  return known.back();
}

}  // namespace

int OpenAt(int folder, const char* path, int flags, uint64_t resolve) {
  const struct {
    uint64_t flags, mode, resolve;
  } how{static_cast<uint64_t>(flags | O_CLOEXEC), 0, resolve};
  return static_cast<int>(syscall(kOpenat2, folder, path, &how, sizeof how));
}

int OpenCached(const char* path, int flags) {
  // The kernel gives up as well where it meets a rename or a mount that is under way in that moment.
  for (int tries = 2;; tries--) {
    const int fd = OpenAt(AT_FDCWD, path, flags, kCachedOnly);
    if (fd >= 0 || errno != EAGAIN || tries == 0) return fd;
  }
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

Mount MountOf(const Statx& file) {
  const std::lock_guard<std::mutex> lock(guard);
  const Known& mount = Find(file);
  return mount.slow ? Mount::kForeign : mount.kind;
}

double NumberOf(const Statx& file) {
  const std::lock_guard<std::mutex> lock(guard);
  return Find(file).number;
}

std::string MakeSlow(double number) {
  const std::lock_guard<std::mutex> lock(guard);
  const Known* found = nullptr;
  for (const Known& one : known)
    if (one.number == number) found = &one;
  if (found == nullptr) return {};
  for (Known& one : known)
    if (one.device == found->device) one.slow = true;
  return found->point;
}

}  // namespace greenpatch

#endif
