// File systems, and which of them answer without waiting for a network or another process (Linux).
#pragma once

#ifdef __linux__

#include <cstdint>
#include <string>

namespace greenpatch {

// The C library's headers may be older than the kernel. Numbers and layouts are those of the kernel's ABI, which never change.
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

// Who waits for what.
enum class Mount : uint8_t {
  kForeign,  // a network, another process, or not known; or it has been slow
  kKernel,   // what the kernel tells about itself: to look at it takes no waiting, to read it may
  kLocal,    // a disk, behind caches
  kMemory,   // there is nothing but the caches
};

constexpr uint64_t kStayOnMount = 0x01;  // RESOLVE_NO_XDEV: EXDEV where the path leads to another mount
constexpr uint64_t kCachedOnly = 0x20;   // RESOLVE_CACHED: EAGAIN where the directory cache does not know

// openat2
int OpenAt(int folder, const char* path, int flags, uint64_t resolve);
int OpenCached(const char* path, int flags);

// False unless the mount's id could be had as well.
bool Stat(int folder, const char* path, int flags, Statx* out);
bool StatFd(int fd, Statx* out);

// Looks in /proc/self/mountinfo, once for each mount.
Mount MountOf(const Statx& file);
// Positive. One mount has one for as long as it is remembered.
double NumberOf(const Statx& file);
// From now on all mounts of its device are foreign. Its mount point.
std::string MakeSlow(double number);

}  // namespace greenpatch

#endif
